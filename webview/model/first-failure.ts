import { taskNumber } from "../../core/protocol/run-picture.ts";
import type { PictureMirror } from "./picture.ts";
import type { Selection } from "./view-state.ts";

/** Where to look first in a run that went wrong: the task that made it fail, else the run itself. */
export function firstFailure({ run }: PictureMirror): Selection | undefined {
  if (run.failure === null) return undefined;
  const task = run.failure.task === null ? undefined : taskNumber(run.id, run.failure.task.id);
  return task === undefined ? { kind: "run" } : { kind: "task", task };
}
