import { formatSeconds, type Duration } from "../core/base/duration.ts";
import { WaitTimeoutError } from "../core/protocol/errors.ts";
import type { Timer } from "../core/base/clock.ts";
import { brand } from "./brand.ts";
import { systemClock } from "./process/system-clock.ts";
import { readTimeout, type TaskFuture } from "./run/task-future.ts";

/**
 * The futures as they end, whatever their state, each once.
 *
 * @param options.timeout for all together; default: none.
 * @throws WaitTimeoutError when it passes first; the runs go on.
 * @example
 * for await (const page of asCompleted(fetchPage.map(urls))) console.log(await page);
 */
export function asCompleted<R>(futures: Iterable<TaskFuture<R>>, options: { readonly timeout?: Duration } = {}): AsyncIterableIterator<TaskFuture<R>> {
  // Not an async generator: that would await what it yields, and throw for a failed run.
  return new CompletionOrder([...new Set(futures)], readTimeout(options.timeout));
}

class CompletionOrder<R> implements AsyncIterableIterator<TaskFuture<R>> {
  readonly #total: number;
  readonly #timeoutMs: number | undefined;
  readonly #done: TaskFuture<R>[] = [];
  readonly #timer: Timer | null;
  #left: number;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(futures: readonly TaskFuture<R>[], timeoutMs: number | undefined) {
    this.#total = futures.length;
    this.#left = futures.length;
    this.#timeoutMs = timeoutMs;
    for (const future of futures) {
      void future.wait().then(() => {
        this.#done.push(future);
        this.#wake();
      });
    }
    const clock = futures[0]?.[brand.future].root.clock ?? systemClock;
    this.#timer = timeoutMs === undefined ? null : clock.startTimer(timeoutMs, () => this.#expire());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<TaskFuture<R>, undefined>> {
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

  async return(): Promise<IteratorResult<TaskFuture<R>, undefined>> {
    this.#timer?.cancel();
    this.#left = 0;
    return { done: true, value: undefined };
  }

  #expire(): void {
    this.#isOver = true;
    this.#wake();
  }
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
): Promise<{ readonly done: readonly TaskFuture<R>[]; readonly notDone: readonly TaskFuture<R>[] }> {
  const all = [...futures];
  const timeoutMs = readTimeout(timeout);
  await Promise.all(all.map((future) => future.wait(timeoutMs)));
  return { done: all.filter(isDone), notDone: all.filter((future) => !isDone(future)) };
}

function isDone(future: TaskFuture): boolean {
  return future[brand.future].isAnnounced;
}
