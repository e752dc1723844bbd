import type { FlowHookKind } from "../definition/flow-options.ts";
import type { FlowDefinition } from "../definition/definition.ts";
import { closeRoot } from "../run/close-root.ts";
import { flowHooks } from "../run/flow-end.ts";
import { FlowRun } from "../run/flow-run.ts";
import { openOwnedRun, type RunnerTask } from "./open-owned.ts";
import { reportStarted } from "./launcher.ts";

/** Runs the hooks of a root flow run whose own process died before it could. */
export async function runHooks(task: RunnerTask, definition: FlowDefinition): Promise<boolean> {
  const owned = openOwnedRun(task, definition);
  const earlier = owned?.root.parts.earlier?.flowRuns.get(0);
  if (owned === undefined || earlier === undefined) return true;
  const { root } = owned;
  const run = new FlowRun({ root, definition, tracking: null, tags: earlier.tags, number: 0, id: root.id, name: root.name });
  run.continueFrom(earlier);
  run.args = owned.earlierArguments ?? [];
  reportStarted(task.launcher, owned.socket, root);
  const kind = hookKind(run);
  if (kind !== null) await flowHooks(run, kind, undefined);
  closeRoot(run);
  return root.failure === null;
}

function hookKind(run: FlowRun): FlowHookKind | null {
  if (run.state.type === "CRASHED") return "onCrashed";
  return run.state.type === "CANCELLED" ? "onCancelled" : null;
}
