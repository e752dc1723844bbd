/** F5 on a flow, and launch configurations of the type `millrace`: both become one launch of js-debug. */
import type { ParameterValues } from "../../core/protocol/editor-api.ts";
import { flowAtCursor } from "../folders/places.ts";
import type { Host } from "../host.ts";
import { vscode } from "../vscode.ts";

export function registerDebugConfigurations({ engines, orders }: Pick<Host, "engines" | "orders">): vscode.Disposable {
  const engineOf = (folder: vscode.WorkspaceFolder | undefined) => (folder === undefined ? engines.all()[0] : engines.get(folder.uri.toString()));
  const provider: vscode.DebugConfigurationProvider = {
    provideDebugConfigurations(folder) {
      const flows = engineOf(folder)?.mirror.flows() ?? [];
      return flows.map(({ id, name }) => ({ type: "millrace", request: "launch", name: `Debug flow ${name}`, flow: id }));
    },
    // The order starts a session of its own in place of this one; `undefined` ends it without a word.
    resolveDebugConfiguration(folder, { flow: id, parameters }) {
      const engine = engineOf(folder);
      const flow = typeof id === "string" ? engine?.mirror.flow(id) : undefined;
      const target = id === undefined ? flowAtCursor(engines) : engine && flow && { engine, flow };
      if (target === undefined && id !== undefined) void vscode.window.showErrorMessage(`There is no flow ${String(id)}. Write its file, relative to the folder, and its export: flows/load.ts#load.`);
      else if (target === undefined) void vscode.commands.executeCommand("millrace.debugFlow");
      else if (parameters === undefined) void orders.runFlow(target.engine, target.flow, "debug");
      else void orders.runChecked(target.engine, target.flow, parameters as ParameterValues, "debug");
      return undefined;
    },
  };
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider("millrace", provider),
    vscode.debug.registerDebugConfigurationProvider("millrace", provider, vscode.DebugConfigurationProviderTriggerKind.Dynamic),
  );
}
