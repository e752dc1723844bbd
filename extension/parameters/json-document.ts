/**
 * Parameters as a JSON document, with the completions of its schema. The schema stands beside it and says which flow it
 * is for, so that the document can be run after the window was reloaded as well.
 */
import { readFile } from "node:fs/promises";
import type { FlowDescription, ParameterValues } from "../../core/protocol/editor-api.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { vscode } from "../vscode.ts";

export type RunMode = "run" | "debug";

export interface DocumentOrder {
  readonly folder: string;
  readonly flowId: string;
  readonly mode: RunMode;
}

const orderKey = "x-millrace-order";

export async function openAsJson(storage: vscode.Uri, engine: FolderEngine, { flow, schema, lastParameters }: FlowDescription, mode: RunMode): Promise<void> {
  const name = flow.name.replace(/[^\w-]+/g, "-").toLowerCase();
  const folder = vscode.Uri.joinPath(storage, "parameters");
  const order: DocumentOrder = { folder: engine.uri, flowId: flow.id, mode };
  const properties = { $schema: { type: "string", description: "Gives completions; not a parameter." }, ...schema.properties };
  const values = { $schema: `./${name}.schema.json`, ...skeleton(schema.required), ...lastParameters };
  await write(vscode.Uri.joinPath(folder, `${name}.schema.json`), { ...schema, properties, [orderKey]: order });
  const uri = vscode.Uri.joinPath(folder, `${name}.millrace.json`);
  await write(uri, values);
  await vscode.window.showTextDocument(uri, { preview: false });
}

/** The flow and the values of a document that `openAsJson` made; `undefined` for any other. */
export async function readJsonDocument(document: vscode.TextDocument): Promise<{ readonly order: DocumentOrder; readonly values: ParameterValues } | undefined> {
  const schemaPath = document.uri.fsPath.replace(/\.millrace\.json$/, ".schema.json");
  if (schemaPath === document.uri.fsPath) return undefined;
  const schema = JSON.parse(await readFile(schemaPath, "utf8")) as { readonly [orderKey]?: DocumentOrder };
  const values = Object.entries(JSON.parse(document.getText()) as ParameterValues).filter(([name]) => name !== "$schema");
  return schema[orderKey] === undefined ? undefined : { order: schema[orderKey], values: Object.fromEntries(values) };
}

function skeleton(required: readonly string[]): ParameterValues {
  return Object.fromEntries(required.map((name) => [name, null]));
}

async function write(uri: vscode.Uri, content: unknown): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`));
}
