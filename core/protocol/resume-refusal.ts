/**
 * Which ended or suspended runs go on as the same run, and what is said of the others. Asked twice: by whoever starts the process,
 * and by that process once the run is its own, since until then another may have gone on with it, or cancelled it.
 */
import { assertNever } from "../base/assert-never.ts";
import type { RunState } from "../states/run-state.ts";
import { UsageError } from "./errors.ts";
import type { RunnerMode } from "./launch.ts";

/** Why it goes on: somebody asks for it, or has answered what it waits for. */
export type ResumeMode = Extract<RunnerMode, "resume" | "answer">;

/** `undefined`: it may go on. `state`: that of the whole run. */
export function resumeRefusal(mode: ResumeMode, name: string, state: RunState | undefined): UsageError | undefined {
  switch (mode) {
    case "resume":
      if (mayResume(state)) return undefined;
      return new UsageError(`${name} cannot be resumed: it is ${state?.name ?? "Pending"}.`, "Failed, crashed and cancelled runs can be resumed; a retry makes a new run.");
    case "answer":
      if (state?.type === "PAUSED") return undefined;
      return cancelledRefusal(name, state) ?? new UsageError(`${name} does not wait for this answer any more: it is ${state?.name ?? "Pending"}.`, "millrace runs show tells how it stands.");
    default:
      return assertNever(mode, "resume mode");
  }
}

/** Why an answer does nothing, where that is a cancel. A resume of its own would still be carried out. */
export function cancelledRefusal(name: string, state: RunState | undefined): UsageError | undefined {
  if (state?.type !== "CANCELLED") return undefined;
  return new UsageError(`${name} cannot be answered: it has been cancelled.`, "millrace runs resume, without an answer, goes on from its last success, and asks again.");
}

/** A state that user code gave its run waits for nobody's answer. */
function mayResume(state: RunState | undefined): boolean {
  if (state?.type === "PAUSED") return state.pause === undefined;
  return state?.type === "FAILED" || state?.type === "CRASHED" || state?.type === "CANCELLED";
}
