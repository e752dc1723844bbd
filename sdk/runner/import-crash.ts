import type { FlowDefinition } from "../definition/definition.ts";
import { readFlowOptions } from "../definition/flow-options.ts";
import { closeCrashed, crashRoot } from "../run/crash.ts";
import { FlowRun } from "../run/flow-run.ts";
import { recordFlow } from "../run/flow-end.ts";
import { openOwnedRun, type RunnerTask } from "./open-owned.ts";
import { refuse, reportStarted } from "./launcher.ts";

/** The module threw while it was imported: the run is recorded as Crashed, with the error. */
export async function recordImportCrash(task: RunnerTask, error: unknown): Promise<boolean> {
  const { request, launcher } = task;
  const definition: FlowDefinition = {
    kind: "flow",
    name: request.flow ?? request.flowName,
    fn: () => undefined,
    isGenerator: false,
    position: request.module === null ? null : { file: request.module, line: 1, column: 1 },
    settings: readFlowOptions({}),
    options: {},
  };
  const owned = openOwnedRun(task, definition);
  if (owned.kind === "refused") return await refuse(launcher, owned.reason.code, owned.reason.message, owned.reason.hint ?? null);
  const { root } = owned;
  const earlier = root.parts.earlier?.flowRuns.get(0);
  const run = new FlowRun({ root, definition, tracking: null, tags: [], number: 0, id: root.id, name: root.name });
  if (earlier === undefined) {
    root.nextFlowRun();
    recordFlow(run);
  } else run.continueFrom(earlier);
  root.activeFlowRuns.add(run);
  reportStarted(launcher, owned.socket, root);
  const message = `The module could not be imported: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  await root.written();
  await closeCrashed(root, crashRoot(root, message, error));
  return root.failure === null;
}
