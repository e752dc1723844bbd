import { relative } from "node:path";
import { hookAfterDeath } from "../../core/records/hook-after-death.ts";
import type { FlowRunView, RunView } from "../../core/records/run-view.ts";
import type { FlowDefinition } from "../definition/definition.ts";
import { closeRoot } from "../run/close-root.ts";
import { flowHooks } from "../run/flow-end.ts";
import { FlowRun } from "../run/flow-run.ts";
import type { RootRun } from "../run/root-run.ts";
import { sharedState } from "../shared-state.ts";
import { earlierArguments } from "./earlier-arguments.ts";
import { openOwnedRun, type RunnerTask } from "./open-owned.ts";
import { reportStarted } from "./launcher.ts";

/** Runs the hooks of flow runs whose own process died before it could: of children first, as where a run ends by itself. */
export async function runHooks(task: RunnerTask, definition: FlowDefinition): Promise<boolean> {
  const owned = openOwnedRun(task, definition);
  if (owned.kind === "refused") return true;
  const { earlier } = owned.root.parts;
  const top = earlier?.flowRuns.get(0);
  if (earlier === null || top === undefined) return true;
  const { root } = owned;
  const rootRun = flowRunOf(root, top, definition);
  rootRun.args = owned.earlierArguments ?? [];
  reportStarted(task.launcher, owned.socket, root);
  for (const child of [...earlier.flowRuns.values()].filter(({ run }) => run !== 0).sort((a, b) => b.run - a.run)) {
    if (hookAfterDeath(child) === null || isSuperseded(earlier, child)) continue;
    const found = findChild(root, earlier, child);
    if (found !== undefined) await callHooks(child, withArguments(flowRunOf(root, child, found), earlier));
  }
  await callHooks(top, rootRun);
  closeRoot(rootRun);
  return root.failure === null;
}

async function callHooks(view: FlowRunView, run: FlowRun): Promise<void> {
  const kind = hookAfterDeath(view);
  if (kind !== null) await flowHooks(run, kind, undefined);
}

function flowRunOf(root: RootRun, view: FlowRunView, definition: FlowDefinition): FlowRun {
  const run = new FlowRun({ root, definition, tracking: null, tags: view.tags, number: view.run, id: view.id, name: view.name });
  run.continueFrom(view);
  return run;
}

function withArguments(run: FlowRun, earlier: RunView): FlowRun {
  try {
    run.args = earlierArguments(run.root, earlier, run.definition, run.number) ?? [];
  } catch (error) {
    run.root.logError("The arguments of the flow run are not known to its hooks", error, run.about);
  }
  return run;
}

/** Where its module was loaded together with that of the run; what is made as a flow runs is not there. */
function findChild(root: RootRun, earlier: RunView, { def }: FlowRunView): FlowDefinition | undefined {
  const wanted = earlier.definitions.get(def);
  if (wanted === undefined) return undefined;
  return sharedState().defined.find(({ name, position }) => name === wanted.name && position !== null && relative(root.parts.workspaceRoot, position.file).replaceAll("\\", "/") === wanted.file);
}

function isSuperseded(earlier: RunView, { trackingTask }: FlowRunView): boolean {
  return trackingTask !== null && earlier.taskRuns.get(trackingTask)?.isSuperseded === true;
}
