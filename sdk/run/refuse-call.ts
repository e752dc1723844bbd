/** The call of a task or flow from code that has been told to stop: it starts nothing, and nothing of it is recorded. */
import type { Definition } from "../definition/definition.ts";
import type { RunContext } from "./context.ts";
import { TaskFuture } from "./task-future.ts";
import { TaskRun } from "./task-run.ts";

/** The future of a run that there is not: Cancelled once the call is refused, and Pending for ever if it stands still. */
export function refuseCall({ definition }: { readonly definition: Definition }, { root, flow, task, attempt, tags, scope }: RunContext): TaskFuture {
  const run = new TaskRun({ root, flow, parent: task, definition, tags, number: 0, state: { type: "PENDING", name: "Pending", at: root.clock.nowUs(), message: null }, scope });
  attempt.refuse().catch((error: unknown) => {
    run.enter({ type: "CANCELLED", name: "Cancelled", at: root.clock.nowUs(), message: error instanceof Error ? error.message : null }, { kind: "value", value: error });
    TaskFuture.fail(run.future, error);
    run.announceDone();
  });
  return run.future;
}
