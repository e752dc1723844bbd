/** What completes becomes part of the transaction around it: task runs, and child flow runs. */
import { rolledBackState } from "../../core/states/rolled-back-state.ts";
import { keepResult } from "../cache/keep-result.ts";
import { releaseKey } from "../cache/key-turn.ts";
import type { TaskDefinition } from "../definition/definition.ts";
import type { TaskTransactionHook } from "../definition/task-options.ts";
import type { FlowRun } from "../run/flow-run.ts";
import { taskRunInfo } from "../run/info.ts";
import type { TaskRun } from "../run/task-run.ts";
import { endFacts, endFlowIn, enterTaskState, proposeForTask } from "../run/transition.ts";
import { publicTransaction } from "./public-transaction.ts";
import { TaskScope, type Scope } from "./scope.ts";
import { createTaskNode } from "./task-node.ts";
import type { NodeHook } from "./node-parts.ts";
import { hookName } from "./transaction-options.ts";

/** Whether it matters to a transaction that the run has completed. `scope`: its own attempt's, or the one that it was called in. */
export function needsTransaction(scope: Scope | null, { settings }: TaskDefinition): boolean {
  const { onCommit, onRollback } = settings.transactionHooks;
  return onCommit.length > 0 || onRollback.length > 0 || (scope !== null && (scope.block !== null || (scope instanceof TaskScope && scope.hasNode)));
}

/** The run has completed: it is committed now, or with the transaction around it. */
export async function joinTransaction(run: TaskRun, definition: TaskDefinition, scope: TaskScope): Promise<void> {
  const node = scope.node();
  const { onCommit, onRollback } = definition.settings.transactionHooks;
  const txn = publicTransaction(node);
  const bind = (hooks: readonly TaskTransactionHook[]): NodeHook[] =>
    hooks.map((hook) => ({ name: hookName(hook), call: () => hook({ name: definition.name }, taskRunInfo(run), run.publicState(), txn) }));
  const { caching } = run;
  const keep = caching === null ? null : () => keepResult(run, caching);
  const release = caching === null ? null : () => releaseKey(run, caching);
  node.stage(undefined, bind(onCommit), bind(onRollback), { number: run.number, enterRolledBack: () => rollBackTask(run), keep, release });
  await node.close();
  if (caching !== null) caching.isStaged = !node.hasEnded;
}

/** An attempt has failed: what completed in it is undone. */
export async function failScope(scope: TaskScope): Promise<void> {
  if (scope.hasNode) await scope.node().undo();
  else scope.end("rolledBack");
}

/** The same for a child flow run; outside of a block it has nothing that could be undone. */
export async function joinAsFlow(tracking: TaskRun, enterRolledBack: () => void): Promise<void> {
  const { scope, state } = tracking;
  if (scope === null || scope.block === null || state.type !== "COMPLETED") return;
  const node = createTaskNode(tracking);
  node.stage(undefined, [], [], { number: tracking.number, enterRolledBack, keep: null, release: null });
  await node.close();
}

export function rollBackTask(run: TaskRun): void {
  if (run.root.isClosed) return;
  const decision = proposeForTask(run, rolledBackState(0), endFacts);
  if (decision.kind === "accept") enterTaskState(run, decision.state, run.data);
}

export function rollBackFlow(run: FlowRun): void {
  if (!run.root.isClosed) endFlowIn(run, rolledBackState(0), run.data);
}
