import { setMaxListeners } from "node:events";
import type { Allowance } from "./allowance.ts";
import { CancelledError } from "../../core/protocol/errors.ts";
import { abortReason } from "./abort-reason.ts";

/** Turns of the event loop in which calls that come too late are refused: enough for nested clean-up, few for a loop that goes on for ever. */
const mostRefusals = 10;

/**
 * One call of a user's function. It ends once: with the function, by its timeout, or by a cancel. What the function
 * does afterwards is not part of the run any more. The signal is made when someone first asks for it.
 *
 * Calls that come too late are refused, so that the function ends. One that catches that and calls again, in a loop, stands
 * still after a few turns: it would keep the process busy, or print, as long as that lives.
 */
export class Attempt {
  readonly #parent: Attempt | null;
  #controller: AbortController | null = null;
  #reason: unknown;
  #isOver = false;
  /** What is given back with the attempt, whatever its function still does. */
  #onEnd: Set<() => void> | null = null;
  /** Its timeout, which does not run while a generator waits to be asked for more, nor while the flow waits for a person. */
  #allowance: Allowance | null = null;
  #isResting = false;
  /** Pauses that go on in it, or in what it has called. */
  #pauses = 0;
  #refusals = 0;
  /** Calls that are refused at the end of this turn of the event loop. */
  #refused: ((error: unknown) => void)[] | null = null;

  constructor(parent: Attempt | null) {
    this.#parent = parent;
  }

  /** Whether this attempt, or one around it, has ended. */
  get isOver(): boolean {
    return this.#isOver || (this.#parent?.isOver ?? false);
  }

  /** Whether this attempt, or one around it, has been asked to stop. */
  get isAborted(): boolean {
    return this.#reason !== undefined || (this.#parent?.isAborted ?? false);
  }

  /** Whether it may not begin anything any more: it has ended. */
  get refusesCalls(): boolean {
    return this.isOver;
  }

  /** Whether it may not begin runs, nor sleep, any more: it has been asked to stop, or has ended. */
  get refusesRuns(): boolean {
    return this.isOver || this.isAborted;
  }

  get signal(): AbortSignal {
    if (this.#controller !== null) return this.#controller.signal;
    const controller = new AbortController();
    // A fan-out of thousands may listen to one signal; that is no leak.
    setMaxListeners(0, controller.signal);
    this.#controller = controller;
    if (this.#reason !== undefined) controller.abort(this.#reason);
    const outer = this.#parent?.signal;
    if (outer?.aborted === true) controller.abort(outer.reason);
    else outer?.addEventListener("abort", () => controller.abort(outer.reason), { once: true, signal: controller.signal });
    return controller.signal;
  }

  /** Asks the function to stop; it may still end in its own way. */
  abort(reason: unknown): void {
    this.#reason ??= reason;
    this.#controller?.abort(reason);
  }

  limit(allowance: Allowance): void {
    this.#allowance = allowance;
  }

  /** The function waits for whoever takes its items. */
  rest(): void {
    this.#isResting = true;
    this.#allowance?.stop();
  }

  goOn(): void {
    this.#isResting = false;
    if (this.#pauses === 0) this.#allowance?.start();
  }

  /** A pause begins: what a person takes to answer is no time of this attempt, nor of those around it. */
  pause(): void {
    this.#pauses += 1;
    this.#allowance?.stop();
    this.#parent?.pause();
  }

  /** The pause is over. */
  unpause(): void {
    this.#pauses -= 1;
    if (this.#pauses === 0 && !this.#isResting && !this.#isOver) this.#allowance?.start();
    this.#parent?.unpause();
  }

  end(): void {
    this.#isOver = true;
    const callbacks = this.#onEnd;
    this.#onEnd = null;
    for (const callback of callbacks ?? []) callback();
  }

  /** Calls back when it ends, unless that is called off before. */
  onEnd(callback: () => void): () => void {
    this.#onEnd ??= new Set();
    this.#onEnd.add(callback);
    return () => void this.#onEnd?.delete(callback);
  }

  /**
   * The answer to a call that comes too late: rejects in a later turn of the event loop, which goes on whatever the function
   * makes of that; never settles once that has not made the function end. @throws CancelledError
   */
  refuse(): Promise<never> {
    return new Promise((_resolve, reject) => {
      if (this.#refusals >= mostRefusals) return;
      if (this.#refused === null) setImmediate(() => this.#endRefused());
      this.#refused ??= [];
      this.#refused.push(reject);
    });
  }

  #endRefused(): void {
    this.#refusals += 1;
    const error = this.refusesCalls ? endedAttempt() : abortReason(this.signal);
    const refused = this.#refused;
    this.#refused = null;
    for (const reject of refused ?? []) reject(error);
  }

  /** For a call that cannot wait for its answer. @throws CancelledError when it comes from an attempt that has ended. */
  assertGoingOn(): void {
    if (!this.refusesCalls) return;
    throw endedAttempt();
  }
}

/**
 * Around the hooks of a run whose function has ended: they may still log and read, and call nothing any more.
 */
export class HookAttempt extends Attempt {
  override get isOver(): boolean {
    return false;
  }

  override get refusesCalls(): boolean {
    return true;
  }

  override get refusesRuns(): boolean {
    return true;
  }
}

function endedAttempt(): CancelledError {
  return new CancelledError("This attempt has already ended (by its timeout, a cancel, or its flow's end); what it still does is dropped.");
}
