import type { FlowRunInfo, TaskRunInfo } from "./run-info.ts";
import { currentContext } from "./run/context.ts";
import { flowRunInfo, taskRunInfo } from "./run/info.ts";

/** The runs around the code that asks. `null` outside of any. */
export const runtime = {
  /** The flow run around the caller, also from inside its tasks. `null` outside of any. */
  get flowRun(): FlowRunInfo | null {
    const flow = currentContext()?.flow ?? null;
    return flow === null ? null : flowRunInfo(flow);
  },
  /** The task run around the caller. `null` in a flow's own code, and outside of any. */
  get taskRun(): TaskRunInfo | null {
    const task = currentContext()?.task ?? null;
    return task === null ? null : taskRunInfo(task);
  },
};
