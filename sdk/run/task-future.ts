import type { State } from "../state/state.ts";
import { WaitTimeoutError } from "../../core/protocol/errors.ts";
import { formatSeconds, parseDuration, type Duration } from "../../core/base/duration.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";
import { brand, isBranded } from "../brand.ts";
import type { TaskRun } from "./task-run.ts";

/** How a result is waited for. */
export interface ResultOptions {
  /** Longest time to wait. Default: none. */
  readonly timeout?: Duration;
  /** Default: true. False: a failed run gives its error instead of throwing it. */
  readonly raiseOnFailure?: boolean;
}

/**
 * The promise of a task run's result, and a handle on the run. A failed one that nobody awaits does not crash the
 * process: it is named in a warning when its flow ends.
 */
export class TaskFuture<R = unknown> extends Promise<R> {
  // `then` of a future gives a plain promise: a derived one is no task run.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #run: TaskRun;
  // Takes what the engine knows as the run's result; typed loosely so that futures of anything are futures of unknown.
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #isAwaited = false;

  /** @internal */
  constructor(run: TaskRun) {
    let resolve: (value: unknown) => void = doNothing;
    let reject: (error: unknown) => void = doNothing;
    super((onValue, onError) => {
      resolve = onValue as (value: unknown) => void;
      reject = onError;
    });
    this.#run = run;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** @internal */
  get [brand.future](): TaskRun {
    return this.#run;
  }

  /** Id of the task run; of a submitted flow, of the task run that stands for it in its parent. */
  get taskRunId(): string {
    return this.#run.id;
  }

  /** The state as known now. */
  get state(): State<R> {
    return this.#run.publicState() as State<R>;
  }

  override then<Then = R, Catch = never>(
    onValue?: ((value: R) => Then | PromiseLike<Then>) | null,
    onError?: ((error: unknown) => Catch | PromiseLike<Catch>) | null,
  ): Promise<Then | Catch> {
    this.#isAwaited = true;
    return super.then(onValue, onError);
  }

  /**
   * The final state, without throwing for a failed run. When `timeout` passes first, the state as it then is.
   *
   * @param timeout default: none.
   */
  async wait(timeout?: Duration): Promise<State<R>> {
    this.#isAwaited = true;
    await this.#run.whenDone(readTimeout(timeout));
    return this.state;
  }

  /**
   * The result.
   *
   * @throws WaitTimeoutError when `timeout` passes first; the run goes on.
   * @throws the run's error, unless `raiseOnFailure` is false: then it is the result.
   */
  async result(options: ResultOptions = {}): Promise<R> {
    this.#isAwaited = true;
    const timeoutMs = readTimeout(options.timeout);
    const isDone = await this.#run.whenDone(timeoutMs);
    if (!isDone) {
      throw new WaitTimeoutError(`${this.#run.name} did not end within ${formatSeconds(timeoutMs ?? 0)} second(s); it goes on.`);
    }
    if (options.raiseOnFailure !== false) return await this;
    // The caller asked for the error in the result's place.
    return (await super.then(undefined, (error: unknown) => error)) as R;
  }

  // A flow may have been given another copy of the package than its runner has: what is private to a future is told by
  // the class that made it.

  /** @internal Whether user code has taken an interest in how the run ends. */
  static isAwaited(future: TaskFuture): boolean {
    return #isAwaited in future ? future.#isAwaited : maker(future).isAwaited(future);
  }

  /** @internal */
  static markAwaited(future: TaskFuture): void {
    if (#isAwaited in future) future.#isAwaited = true;
    else maker(future).markAwaited(future);
  }

  /** @internal */
  static fulfil(future: TaskFuture, value: unknown): void {
    if (#resolve in future) future.#resolve(value);
    else maker(future).fulfil(future, value);
  }

  /** @internal */
  static fail(future: TaskFuture, error: unknown): void {
    if (!(#reject in future)) return maker(future).fail(future, error);
    // Without a handler of its own a future that nobody awaits would be an unhandled rejection.
    void Promise.prototype.then.call(future, undefined, doNothing);
    future.#reject(error);
  }
}

function doNothing(): void {}

function maker(future: object): typeof TaskFuture {
  return future.constructor as typeof TaskFuture;
}

export function isTaskFuture(value: unknown): value is TaskFuture {
  return isBranded(value, brand.future);
}

/** @throws DefinitionError */
export function readTimeout(timeout: Duration | undefined): number | undefined {
  if (timeout === undefined) return undefined;
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === undefined) throw new DefinitionError(`timeout is ${JSON.stringify(timeout)}, expected a duration such as 500 or "2s".`);
  return timeoutMs;
}
