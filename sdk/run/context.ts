import { AsyncLocalStorage } from "node:async_hooks";
import { MissingContextError } from "../../core/protocol/errors.ts";
import { sharedState } from "../shared-state.ts";
import type { Attempt } from "./attempt.ts";
import type { FlowRun } from "./flow-run.ts";
import type { RootRun } from "./root-run.ts";
import type { Scope, TaskScope } from "../transactions/scope.ts";
import type { TaskRun } from "./task-run.ts";

/** What surrounds a piece of user code: found again by async context, however deep the call. */
export interface RunContext {
  readonly root: RootRun;
  readonly flow: FlowRun | null;
  readonly task: TaskRun | null;
  readonly attempt: Attempt;
  /** Of the surrounding `tags(…)` calls and flow runs. */
  readonly tags: readonly string[];
  readonly logPrints: boolean;
  /** Of the transactions around it; `null`: there is none, and no task run either. */
  readonly scope: Scope | null;
}

/** What surrounds the code of a module that Millrace imports, and all that this code begins: no run. */
export interface ImportScope {
  readonly isImportScope: true;
}

export function contextStorage(): AsyncLocalStorage<RunContext | ImportScope> {
  const state = sharedState();
  state.context ??= new AsyncLocalStorage<RunContext | ImportScope>();
  return state.context;
}

export function currentContext(): RunContext | undefined {
  const scope = sharedState().context?.getStore();
  return scope === undefined || "isImportScope" in scope ? undefined : scope;
}

/** @throws MissingContextError, CancelledError */
export function requireContext(what: string): RunContext {
  const context = currentContext();
  if (context === undefined) throw new MissingContextError(what);
  context.attempt.assertGoingOn();
  return context;
}

/** Inside of a task's function. A class, so that a hundred thousand of them share one shape. */
export class TaskContext implements RunContext {
  readonly root: RootRun;
  readonly flow: FlowRun | null;
  readonly task: TaskRun;
  readonly attempt: Attempt;
  readonly tags: readonly string[];
  readonly logPrints: boolean;
  readonly scope: TaskScope;

  constructor(task: TaskRun, attempt: Attempt, tags: readonly string[], logPrints: boolean, scope: TaskScope) {
    this.root = task.root;
    this.flow = task.flow;
    this.task = task;
    this.attempt = attempt;
    this.tags = tags;
    this.logPrints = logPrints;
    this.scope = scope;
  }
}
