import type { Clock } from "../../core/base/clock.ts";
import type { Duration } from "../../core/base/duration.ts";
import { formatSeconds } from "../../core/base/duration.ts";
import { WaitTimeoutError } from "../../core/protocol/errors.ts";
import { brand, isBranded } from "../brand.ts";
import type { State } from "../state/state.ts";
import { readTimeout, TaskFuture, type ResultOptions } from "./task-future.ts";
import type { TaskRun } from "./task-run.ts";

/**
 * What `.map` gives: an array of futures, in the order of the elements. `await list` gives the results in order and
 * rejects with the first failure. A list mapped over a future is empty until that future is done.
 */
export class TaskFutureList<R = unknown> extends Array<TaskFuture<R>> implements PromiseLike<R[]> {
  // `list.filter(…)` and the like give plain arrays.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  #filled: Promise<void> | null = null;
  #clock: Clock | null = null;
  #isFilled = true;

  /** @internal */
  get [brand.futureList](): true {
    return true;
  }

  /** Whether all elements are known. */
  get isFilled(): boolean {
    return this.#isFilled;
  }

  // A thenable on purpose: that is what makes `await list` give the results.
  then<Then = R[], Catch = never>(
    onValue?: ((value: R[]) => Then | PromiseLike<Then>) | null,
    onError?: ((error: unknown) => Catch | PromiseLike<Catch>) | null,
  ): Promise<Then | Catch> {
    return this.results().then(onValue, onError);
  }

  /**
   * The final states, in order, without throwing. When `timeout` passes first, the states as they then are: none while
   * the elements are not known.
   *
   * @param timeout for all together; default: none.
   */
  async wait(timeout?: Duration): Promise<State<R>[]> {
    const leftMs = await this.#filledWithin(readTimeout(timeout));
    return await Promise.all(Array.from(this, (future) => future.wait(leftMs)));
  }

  /**
   * The results in order.
   *
   * @param options.raiseOnFailure default true: the first failure is thrown as soon as it is known. False: errors
   * stand in their places.
   * @throws WaitTimeoutError when `timeout` passes first; the runs go on.
   */
  async results(options: ResultOptions = {}): Promise<R[]> {
    const timeoutMs = readTimeout(options.timeout);
    const leftMs = await this.#filledWithin(timeoutMs);
    if (timeoutMs === undefined) return await (options.raiseOnFailure === false ? this.#allSettled() : this.#all());
    if (!this.#isFilled) throw new WaitTimeoutError(`The list to map was not there after ${formatSeconds(timeoutMs)} second(s); it is still waited for.`);
    try {
      return await Promise.all(Array.from(this, (future) => future.result({ ...options, timeout: leftMs ?? 0 })));
    } catch (error) {
      if (!(error instanceof WaitTimeoutError)) throw error;
      const unfinished = this.filter((future) => !future.state.isFinal()).length;
      throw new WaitTimeoutError(`${unfinished} (of ${this.length}) futures unfinished after ${formatSeconds(timeoutMs)} second(s)`);
    }
  }

  /** As `Promise.all` would give them. One callback waits for all: a promise for each of 10,000 costs as much as running them. */
  #all(): Promise<R[]> {
    const runs = Array.from(this, (future) => {
      TaskFuture.markAwaited(future);
      return future[brand.future];
    });
    return new Promise((resolve, reject) => {
      let left = runs.length;
      const fulfil = (): void => resolve(runs.map(({ result }) => result as R));
      const onDone = (run: TaskRun): void => {
        // A failed one is never counted, so that the list cannot be fulfilled before it is rejected.
        if (run.state.type !== "COMPLETED") void run.future.then(undefined, reject);
        else if ((left -= 1) === 0) fulfil();
      };
      if (left === 0) fulfil();
      for (const run of runs) run.onDone(onDone);
    });
  }

  /** The caller asked for errors in their places. */
  #allSettled(): Promise<R[]> {
    return Promise.all(Array.from(this, (future) => future.then(undefined, (error: unknown) => error as R)));
  }

  /** @internal Fulfils once all elements are known. */
  whenFilled(): Promise<void> {
    return this.#filled ?? Promise.resolve();
  }

  /** @internal The elements come later. */
  static fillLater<R>(list: TaskFutureList<R>, filled: Promise<void>, clock: Clock): void {
    list.#isFilled = false;
    list.#clock = clock;
    list.#filled = filled.finally(() => {
      list.#isFilled = true;
    });
    // Whoever waits for the list hears of a failure; the log tells everyone else.
    list.#filled.catch(() => undefined);
  }

  /** Waits for the elements, at most `timeoutMs`; what is left of that time then. */
  async #filledWithin(timeoutMs: number | undefined): Promise<number | undefined> {
    const clock = this.#clock;
    if (this.#isFilled || clock === null || timeoutMs === undefined) {
      await this.whenFilled();
      return timeoutMs;
    }
    const startUs = clock.nowUs();
    await new Promise<void>((resolve, reject) => {
      const timer = clock.startTimer(timeoutMs, resolve);
      this.whenFilled().then(resolve, reject).finally(() => timer.cancel());
    });
    return Math.max(0, timeoutMs - (clock.nowUs() - startUs) / 1_000);
  }
}

export function isTaskFutureList(value: unknown): value is TaskFutureList {
  return isBranded(value, brand.futureList);
}
