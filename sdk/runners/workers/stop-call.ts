import type { Clock, Timer } from "../../../core/base/clock.ts";
import type { Attempt } from "../../run/attempt.ts";
import type { WorkerJob } from "./worker-job.ts";

/** How long a call may go on after the word to stop, in milliseconds, before its worker is ended. */
export const graceMs = 250;
/** The same for a call of a cancelled run that has heard the word: its code is not blocked, and may have to clean up. */
const cleanUpMs = 5_000;

/** A call under way, and whether it is the job's own or one that it made. */
export interface StoppableCall {
  readonly job: WorkerJob;
  readonly call: number;
  readonly kind: "own" | "nested";
  /** Of its task run. */
  readonly name: string;
}

/** Stops a call of the worker when its attempt is to stop: by its signal first, then by ending the worker. */
export function stopWithAttempt({ job, call, kind, name }: StoppableCall, attempt: Attempt, clock: Clock): { forget(): void } {
  const { signal } = attempt;
  let timer: Timer | null = null;
  const endLater = (delayMs: number): void => {
    timer?.cancel();
    timer = clock.startTimer(delayMs, () => {
      if (job.isCalling(call)) job.end(`The worker was ended, because ${name} did not stop when it was told to.`);
    });
  };
  const stop = (): void => {
    // A timeout has ended the attempt already, a cancel waits for it.
    const isCancel = !attempt.isOver;
    endLater(graceMs);
    job.abort(call, signal.reason, () => {
      if (isCancel) endLater(cleanUpMs);
      // Its caller goes on in the same worker, which is not blocked; what it still gives is dropped.
      else if (kind === "nested") timer?.cancel();
    });
    void job.callOver(call).then(() => timer?.cancel());
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  return { forget: () => signal.removeEventListener("abort", stop) };
}
