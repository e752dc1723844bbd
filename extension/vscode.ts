/** The one place where the editor's API is imported as a value: everything else takes it, or its types, from here. */
import * as vscode from "vscode";

export { vscode };
