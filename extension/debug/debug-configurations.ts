/** F5 on a flow, and launch configurations of the type `millrace`: both become one launch of js-debug. */
import type { ParameterValues } from "../../core/protocol/editor-api.ts";
import { flowAtCursor, type FlowAt } from "../folders/places.ts";
import type { Host } from "../host.ts";
import { vscode } from "../vscode.ts";

export function registerDebugConfigurations({ engines, orders }: Pick<Host, "engines" | "orders">): vscode.Disposable {
  const find = (folder: vscode.WorkspaceFolder | undefined, id: unknown): FlowAt | undefined => {
    const engine = folder === undefined ? engines.all()[0] : engines.get(folder.uri.toString());
    const flow = typeof id === "string" ? engine?.mirror.flow(id) : undefined;
    return engine === undefined || flow === undefined ? flowAtCursor(engines) : { engine, flow };
  };
  const provider: vscode.DebugConfigurationProvider = {
    provideDebugConfigurations: (folder) => {
      const flows = engines.get(folder?.uri.toString() ?? "")?.mirror.flows() ?? [];
      return flows.map(({ id, name }) => ({ type: "millrace", request: "launch", name: `Debug flow ${name}`, flow: id }));
    },
    // The order starts a session of its own in place of this one; `undefined` ends it without a word.
    resolveDebugConfiguration(folder, configuration) {
      const target = find(folder, configuration["flow"]);
      if (target === undefined) void vscode.commands.executeCommand("millrace.debugFlow");
      else if (configuration["parameters"] === undefined) void orders.runFlow(target.engine, target.flow, "debug");
      else void orders.runChecked(target.engine, target.flow, configuration["parameters"] as ParameterValues, "debug");
      return undefined;
    },
  };
  const dynamic = vscode.DebugConfigurationProviderTriggerKind.Dynamic;
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider("millrace", provider),
    vscode.debug.registerDebugConfigurationProvider("millrace", provider, dynamic),
  );
}
