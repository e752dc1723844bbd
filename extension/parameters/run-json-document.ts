import { parametersDocument, readParametersDocument, schemaPathOf, type DocumentOrder } from "../../core/presentation/parameters-document.ts";
import type { FlowDescription } from "../../core/protocol/editor-api.ts";
import type { Host } from "../host.ts";
import { reportFailure } from "../runs/report.ts";
import { vscode } from "../vscode.ts";

/** Opens a flow's parameters as a document of their own. */
export async function openAsJson(storage: vscode.Uri, description: FlowDescription, order: DocumentOrder): Promise<void> {
  const { files, name } = parametersDocument(description, order);
  const folder = vscode.Uri.joinPath(storage, "parameters");
  for (const [file, text] of Object.entries(files)) await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, file), new TextEncoder().encode(text));
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, name), { preview: false });
}

/** Runs a flow with the parameters of the document that is being edited. */
export async function runJsonDocument({ engines, orders }: Host): Promise<unknown> {
  const document = vscode.window.activeTextEditor?.document;
  const schemaPath = schemaPathOf(document?.uri.path ?? "");
  if (document === undefined || schemaPath === undefined) return undefined;
  try {
    const schema = await vscode.workspace.fs.readFile(document.uri.with({ path: schemaPath }));
    const { order, values } = readParametersDocument(document.getText(), new TextDecoder().decode(schema));
    const engine = engines.get(order.folder);
    const flow = engine?.mirror.flow(order.flowId);
    if (engine === undefined || flow === undefined) return void vscode.window.showErrorMessage(`The flow ${order.flowId} is not there any more.`);
    await document.save();
    return await orders.runChecked(engine, flow, values, order.mode);
  } catch (error) {
    return await reportFailure(error);
  }
}
