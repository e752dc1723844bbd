import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../core/base/clock.ts";
import { parseDuration, type Duration } from "../core/base/duration.ts";
import { randomName } from "../core/base/randomness.ts";
import { DefinitionError, InputRefusedError, UsageError } from "../core/protocol/errors.ts";
import type { RunDocument } from "../core/protocol/run-document.ts";
import type { LimitDocument } from "../core/protocol/shared-document.ts";
import { taskNumber } from "../core/records/run-ids.ts";
import type { Json } from "../core/states/stored-value.ts";
import { createMemoryKeyedStore } from "../journal/keyed/memory-keyed-store.ts";
import { createMemoryShared, type MemoryShared } from "../journal/leader/memory-shared-store.ts";
import { createMemoryStorage } from "../journal/memory-storage.ts";
import type { RunStorage } from "../journal/run-storage.ts";
import { RunWriter } from "../journal/run-writer.ts";
import { captureConsole } from "../sdk/logging/console-capture.ts";
import { systemClock } from "../sdk/process/system-clock.ts";
import { systemRandomness } from "../sdk/process/system-randomness.ts";
import { cancelRoot } from "../sdk/run/cancel.ts";
import { generatorDefinition, runToEnd } from "../sdk/run/items/run-to-end.ts";
import type { RunHost } from "../sdk/run/host.ts";
import { plainArguments } from "../sdk/run/outside-arguments.ts";
import { RootRun } from "../sdk/run/root-run.ts";
import type { CacheMode } from "../sdk/run/root-run-parts.ts";
import { giveSecrets, knownSecrets } from "../sdk/secrets/known-secrets.ts";
import { sharedState } from "../sdk/shared-state.ts";
import type { State } from "../sdk/state/state.ts";
import { FakeClock } from "./fake-clock.ts";
import { nextPauseEndUs, pausedRuns, type PausedRun } from "./paused-runs.ts";
import { documentOf } from "./document-of.ts";
import { drain, IdleProbe, pauseBriefly } from "./idle.ts";

/** What a run of a test looks like: the shape of `millrace run --json`, and the final state. */
export interface TestRun<R = unknown> extends Omit<RunDocument, "result"> {
  /** The final state of the flow run, or of the task run where a task was run by itself. */
  readonly state: State<R>;
  /** What it returned; `undefined` unless it completed. */
  readonly result: R | undefined;
}

/** A flow or task: something that `returnState` can be asked of. */
export interface Runnable<Args extends readonly unknown[], R> {
  /** Gives the arguments their types. */
  readonly fn: (...args: Args) => unknown;
  /** Runs it to its final state. */
  returnState(...args: Args): Promise<State<R>>;
}

/** A generator task or flow. */
export interface RunnableGenerator<Args extends readonly unknown[], R> {
  /** Gives the arguments their types. */
  readonly fn: (...args: Args) => AsyncGenerator<unknown, R, never>;
  /** A copy with options replaced. */
  with(options: object): unknown;
}

/** Runs flows and tasks in this process, in memory, on a clock that jumps over what they wait for. */
export interface TestEngine {
  /** Runs a generator to its end, taking all of its items: they stand in `items` of its run; the result is what it returned. */
  run<Args extends readonly unknown[], R>(generator: RunnableGenerator<Args, R>, ...args: Args): Promise<TestRun<R>>;
  /** Runs it to its end. Never throws for a failed run. */
  run<Args extends readonly unknown[], R>(runnable: Runnable<Args, R>, ...args: Args): Promise<TestRun<R>>;
  /** Fulfils once a flow run waits for a person: at once, if one does. */
  paused(): Promise<PausedRun>;
  /**
   * Answers what a flow run waits for. A paused one goes on in the call of `run` that has begun it.
   *
   * @throws InputRefusedError for an answer that does not fit, UsageError for a run that does not wait: it is as it was.
   */
  resume(run: Pick<PausedRun, "id">, input?: unknown): Promise<void>;
  /** Moves the clock, firing what is due on the way. */
  advance(duration: Duration): Promise<void>;
  /** Asks the runs under way to end as Cancelled. */
  cancel(reason?: string): void;
  /** Makes a concurrency limit, or changes it; those who wait for it hear of it at once. */
  setLimit(name: string, limit: number, options?: { readonly decayPerSecond?: number }): Promise<void>;
  /** Every concurrency limit: its slots, who holds them, who waits. */
  limits(): Promise<readonly LimitDocument[]>;
  /** Ends what still runs, as Cancelled. To be called once at the end of each test. */
  close(): Promise<void>;
}

/** How a test engine differs from the usual. */
export interface TestEngineOptions {
  /** Retries of tasks that do not say. Default: 0. */
  readonly taskRetries?: number;
  /** As `MILLRACE_CACHE` does: `off`, `refresh` or `on`. What is cached is kept until the engine is closed. Default: `on`. */
  readonly cache?: CacheMode;
  /** Concurrency limits by name: slots, or slots with how many come free each second. They are shared by all runs of the engine. Default: none. */
  readonly limits?: Readonly<Record<string, number | { readonly limit: number; readonly decayPerSecond: number }>>;
  /** Variables by name, shared by all runs of the engine. Default: none. */
  readonly variables?: Readonly<Record<string, Json>>;
  /** What `Secret.get` finds, by name; they count from here on, until another engine is made. Default: those of the environment alone. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Where the clock stands at first. Default: 2026-01-01T00:00:00Z. */
  readonly startTime?: Date;
  /** Uniform in [0, 1): what jitter draws from. Default: random. */
  readonly random?: () => number;
}

const defaultStart = new Date("2026-01-01T00:00:00Z");

/**
 * Runs flows and tasks in memory, on a clock that jumps over everything Millrace itself waits for (`sleep`, retry
 * delays, timeouts) as long as nothing real is pending; nothing is written to disk.
 *
 * @example
 * const engine = await createTestEngine();
 * const run = await engine.run(githubStars, ["a/b"]);
 * expect(run.state.name).toBe("Completed");
 */
export async function createTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const clock = new FakeClock((options.startTime ?? defaultStart).getTime() * 1_000);
  const storages = new Map<RootRun, RunStorage>();
  giveSecrets(options.secrets ?? {});
  const shared = await openMemoryShared(clock, options);
  const own = shared.open();
  const host = memoryHost(clock, options, shared, (root, storage) => storages.set(root, storage));
  const state = sharedState();
  // What a test calls outside of `run` is kept nowhere, in the machine's time; so it stays when the engine is closed.
  const outside = memoryHost(systemClock, options, await openMemoryShared(systemClock, options), () => undefined);
  state.host = outside;
  captureConsole();
  let running = 0;

  const roots = (): RootRun[] => [...storages.keys()];
  const run = async <Args extends readonly unknown[], R>(runnable: Runnable<Args, R> | RunnableGenerator<Args, R>, ...args: Args): Promise<TestRun<R>> => {
    running += 1;
    state.host = host;
    const probe = new IdleProbe();
    let isOver = false;
    // Outside of any run, even when a test runs inside of one.
    const ending = new AsyncLocalStorage<undefined>().exit(() => finalState(runnable, args)).finally(() => {
      isOver = true;
    });
    ending.catch(() => undefined);
    while (!isOver) {
      await drain();
      // Nobody is faster than the clock: what a person is asked ends in time only when the test moves it.
      if (isOver || clock.nextUs === undefined || clock.nextUs >= nextPauseEndUs(roots())) await pauseUnless(isOver);
      else if (probe.isIdle()) clock.fireNext();
      else await pauseBriefly();
    }
    running -= 1;
    if (running === 0) state.host = outside;
    const final = await ending;
    await drain();
    const root = roots().find(({ id }) => final.flowRunId === id || (final.taskRunId !== undefined && taskNumber(id, final.taskRunId) !== undefined));
    if (root === undefined) throw new DefinitionError("engine.run: expected a flow or a task.");
    return { ...documentOf(root), state: final, result: final.isCompleted() ? await final.result() : undefined };
  };
  return {
    run,
    paused: async () => {
      for (;;) {
        await drain();
        const [paused] = roots().flatMap(pausedRuns);
        if (paused !== undefined) return paused;
        await pauseBriefly();
      }
    },
    resume: async ({ id }, input) => {
      for (const root of roots()) {
        const flowRun = [...root.activeFlowRuns].find((each) => each.id === id);
        if (flowRun === undefined) continue;
        const answer = await flowRun.pauses.answer({ token: root.newToken(), pause: null, input });
        if (answer.kind === "refused") throw new InputRefusedError(answer.problems);
        if (answer.kind === "accepted") return await drain();
      }
      throw new UsageError(`engine.resume: there is no flow run ${id} that waits for a person.`, "await engine.paused() gives one that does.");
    },
    advance: async (duration) => {
      const delayMs = parseDuration(duration);
      if (delayMs === undefined) throw new DefinitionError(`advance: ${JSON.stringify(duration)} is no duration.`);
      const endUs = clock.nowUs() + delayMs * 1_000;
      await drain();
      while (clock.nextUs !== undefined && clock.nextUs <= endUs) {
        clock.fireNext();
        await drain();
      }
      clock.moveTo(endUs);
      await drain();
    },
    cancel: (reason) => {
      for (const root of roots()) cancelRoot(root, reason ?? null);
    },
    setLimit: async (name, limit, { decayPerSecond = null } = {}) => void (await own.limits.set({ name, limit, decayPerSecond })),
    limits: async () => await own.limits.list(),
    close: async () => {
      for (const root of roots()) if (!root.isClosed) cancelRoot(root, "The test engine was closed.");
      await drain();
    },
  };
}

async function finalState<Args extends readonly unknown[], R>(runnable: Runnable<Args, R> | RunnableGenerator<Args, R>, args: Args): Promise<State<R>> {
  const definition = generatorDefinition(runnable);
  if (definition !== undefined) return (await runToEnd(definition, args)) as State<R>;
  if ("returnState" in runnable) return await runnable.returnState(...args);
  throw new DefinitionError("engine.run: expected a flow or a task.");
}

async function pauseUnless(isOver: boolean): Promise<void> {
  if (!isOver) await pauseBriefly();
}

async function openMemoryShared(clock: Clock, { limits = {}, variables = {} }: TestEngineOptions): Promise<MemoryShared> {
  const shared = createMemoryShared(clock, () => systemRandomness.uuid());
  const store = shared.open();
  for (const [name, given] of Object.entries(limits)) {
    await store.limits.set(typeof given === "number" ? { name, limit: given, decayPerSecond: null } : { name, ...given });
  }
  for (const [name, value] of Object.entries(variables)) await store.variables.set({ name, value, tags: [], overwrite: true });
  return shared;
}

function memoryHost(clock: Clock, options: TestEngineOptions, shared: MemoryShared, onOpened: (root: RootRun, storage: RunStorage) => void): RunHost {
  const keyed = createMemoryKeyedStore(clock);
  const randomness = { ...systemRandomness, ...(options.random === undefined ? {} : { fraction: options.random }) };
  return {
    clock,
    randomness,
    shared: shared.open(),
    openRoot: () => {
      const storage = createMemoryStorage();
      const root: RootRun = new RootRun({
        id: randomness.uuid(),
        name: randomName(systemRandomness),
        storage,
        clock,
        randomness,
        workspaceRoot: process.cwd(),
        earlier: null,
        outside: plainArguments,
        taskRetries: options.taskRetries ?? 0,
        cacheMode: options.cache ?? "on",
        cacheProblem: null,
        openKeyed: () => keyed,
        openShared: () => shared.open(),
        parentRunId: undefined,
        repeats: null,
        hasWorkers: false,
        createWriter: (onFailure) => new RunWriter({ storage, clock, generation: 1, onFailure, redactor: knownSecrets().redactor }),
        onClosed: () => undefined,
      });
      root.writeOpen();
      onOpened(root, storage);
      return root;
    },
  };
}
