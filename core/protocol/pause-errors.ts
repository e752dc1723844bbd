/** Errors of runs that wait for people. */
import { MillraceError } from "../base/millrace-error.ts";
import type { InputProblem } from "./input-problem.ts";

/** Nobody answered a pause, or resumed a suspended run, within its `timeout`: the run has failed. */
export class PausedTimeoutError extends MillraceError {
  override readonly name = "PausedTimeoutError";
  constructor(condition: "paused" | "suspended" = "paused") {
    super("MILLRACE_PAUSED_TIMEOUT", `The flow was ${condition} and never resumed.`);
  }
}

/** A flow run cannot be paused or suspended where that is asked for. */
export class PauseRefusedError extends MillraceError {
  override readonly name = "PauseRefusedError";
  constructor(reason: string) {
    super("MILLRACE_PAUSE_REFUSED", `The flow run cannot be paused: ${reason}`);
  }
}

/** The answer to a pause does not fit what was asked for: the run waits on. `problems` has one entry for each field. */
export class InputRefusedError extends MillraceError {
  override readonly name = "InputRefusedError";
  /** Which field does not fit, empty for the input as a whole, and why. */
  readonly problems: readonly InputProblem[];
  constructor(problems: readonly InputProblem[], hint?: string, what = "The input does not fit") {
    super("MILLRACE_INPUT_REFUSED", `${what}: ${problems.map(problemText).join("; ")}`, hint === undefined ? {} : { hint });
    this.problems = problems;
  }
}

/** With the path of the field, unless the sentence begins with it. */
function problemText({ field, message }: InputProblem): string {
  return field === "" || message.startsWith(`'${field}' `) ? message : `${field}: ${message}`;
}
