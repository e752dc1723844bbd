/** Files and positions: the protocol counts from 1 and knows paths relative to the folder, the editor from 0 and URIs. */
import { relative, sep } from "node:path";
import type { FlowEntry } from "../../core/protocol/flow-entry.ts";
import type { SourcePlace } from "../../core/protocol/run-summary.ts";
import { vscode } from "../vscode.ts";
import type { Engines } from "./engines.ts";
import type { FolderEngine } from "./folder-engine.ts";

export interface FlowAt {
  readonly engine: FolderEngine;
  readonly flow: FlowEntry;
}

export function fileIn(engine: FolderEngine, uri: vscode.Uri): string {
  return relative(engine.folder.uri.fsPath, uri.fsPath).split(sep).join("/");
}

export function uriOf(engine: FolderEngine, file: string): vscode.Uri {
  return vscode.Uri.joinPath(engine.folder.uri, file);
}

export function positionOf({ line, column }: { readonly line: number; readonly column: number }): vscode.Position {
  return new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
}

/** The flow that the cursor of an editor stands in. */
export function flowAtCursor(engines: Engines, editor = vscode.window.activeTextEditor): FlowAt | undefined {
  const engine = editor && engines.of(editor.document.uri);
  const flow = editor && engine?.mirror.flowAt(fileIn(engine, editor.document.uri), editor.selection.active.line + 1);
  return engine && flow && { engine, flow };
}

export async function openPlace({ file, line, column }: SourcePlace): Promise<void> {
  const position = positionOf({ line, column });
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(position, position) });
}
