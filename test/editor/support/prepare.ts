/** Once for all tests in VS Code. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { prepareEditor, type PreparedEditor } from "../../../scripts/vscode/driver/prepare-editor.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly editor: PreparedEditor;
  }
}

export async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-editor-"));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    project.provide("editor", await prepareEditor(folder));
  } catch (error) {
    clean();
    throw error;
  }
  return clean;
}
