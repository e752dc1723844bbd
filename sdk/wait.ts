import { formatSeconds, type Duration } from "../core/base/duration.ts";
import { WaitTimeoutError } from "../core/protocol/errors.ts";
import type { Timer } from "../core/base/clock.ts";
import { brand } from "./brand.ts";
import { systemClock } from "./process/system-clock.ts";
import { readTimeout, type TaskFuture } from "./run/task-future.ts";
import { isTaskFutureList } from "./run/task-future-list.ts";

/**
 * A future that has ended, without `then` in its type: TypeScript takes what `for await` gives for awaited, and would
 * otherwise type it as the result.
 */
export type EndedFuture<R> = Pick<TaskFuture<R>, "taskRunId" | "state" | "result" | "wait">;

/**
 * The futures as they end, whatever their state, each once.
 *
 * @param options.timeout for all together, from the first step on; default: none.
 * @throws WaitTimeoutError when it passes first; the runs go on.
 * @example
 * for await (const page of asCompleted(fetchPage.map(urls))) console.log(await page.result());
 */
export function asCompleted<R>(
  futures: Iterable<TaskFuture<R>>,
  options: { readonly timeout?: Duration } = {},
): AsyncIterableIterator<EndedFuture<R>> {
  // Not an async generator: that would await what it yields, and throw for a failed run.
  return new CompletionOrder(futures, readTimeout(options.timeout));
}

class CompletionOrder<R> implements AsyncIterableIterator<EndedFuture<R>> {
  readonly #source: Iterable<TaskFuture<R>>;
  readonly #timeoutMs: number | undefined;
  readonly #done: TaskFuture<R>[] = [];
  #timer: Timer | null = null;
  #hasBegun = false;
  #total = 0;
  #left = 0;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(source: Iterable<TaskFuture<R>>, timeoutMs: number | undefined) {
    this.#source = source;
    this.#timeoutMs = timeoutMs;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<EndedFuture<R>, undefined>> {
    if (!this.#hasBegun) await this.#begin();
    while (this.#left > 0) {
      const future = this.#done.shift();
      if (future !== undefined) {
        this.#left -= 1;
        return { done: false, value: future };
      }
      if (this.#isOver) {
        throw new WaitTimeoutError(`${this.#left} (of ${this.#total}) futures unfinished after ${formatSeconds(this.#timeoutMs ?? 0)} second(s)`);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return await this.return();
  }

  async return(): Promise<IteratorResult<EndedFuture<R>, undefined>> {
    this.#timer?.cancel();
    this.#left = 0;
    return { done: true, value: undefined };
  }

  /** A list that is mapped over a future has its elements only when that is done. */
  async #begin(): Promise<void> {
    this.#hasBegun = true;
    if (isTaskFutureList(this.#source)) await this.#source.whenFilled();
    const futures = [...new Set(this.#source)];
    this.#total = futures.length;
    this.#left = futures.length;
    const clock = futures[0]?.[brand.future].root.clock ?? systemClock;
    if (this.#timeoutMs !== undefined) this.#timer = clock.startTimer(this.#timeoutMs, () => this.#expire());
    for (const future of futures) {
      void future.wait().then(() => {
        this.#done.push(future);
        this.#wake();
      });
    }
  }

  #expire(): void {
    this.#isOver = true;
    this.#wake();
  }
}

/** What `waitAll` found, each list in the order given. */
export interface WaitedFutures<R> {
  /** Those that have ended, however, and those that never start (`NotReady`). */
  readonly done: readonly TaskFuture<R>[];
  /** Those that still go on. */
  readonly notDone: readonly TaskFuture<R>[];
}

/**
 * Waits until all futures are done, or `timeout` has passed. Never throws for a failed run.
 *
 * @param timeout default: none.
 * @returns the futures that are done and those that are not, each in the order given.
 */
export async function waitAll<R>(
  futures: Iterable<TaskFuture<R>>,
  timeout?: Duration,
): Promise<WaitedFutures<R>> {
  const all = [...futures];
  const timeoutMs = readTimeout(timeout);
  await Promise.all(all.map((future) => future.wait(timeoutMs)));
  return { done: all.filter(isDone), notDone: all.filter((future) => !isDone(future)) };
}

function isDone(future: TaskFuture): boolean {
  return future[brand.future].isAnnounced;
}
