import type { Host } from "../host.ts";
import { vscode } from "../vscode.ts";

/** `vscode://millrace.millrace/run/<id>` shows a run; a link never starts anything. */
export function openLinks({ engines, views }: Pick<Host, "engines" | "views">): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri({ path }) {
      const runId = /^\/run\/([\w-]+)$/.exec(path)?.[1];
      const engine = runId === undefined ? undefined : (engines.ofRun(runId) ?? engines.all()[0]);
      if (engine !== undefined && runId !== undefined) void views.show(engine, { kind: "run", runId, taskRunId: null });
    },
  });
}
