import type { Duration } from "../../core/base/duration.ts";
import type { ResultSerializer } from "../../journal/result-serializer.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";
import type { State } from "../state/state.ts";
import type { TaskRunInfo } from "../run-info.ts";
import type { Transaction } from "../transactions/public-transaction.ts";
import { readSerializer, serializerForms } from "./result-serializer-option.ts";
import { cacheOptionNames, readCacheOptions, type CacheOptions, type CacheSettings } from "./cache-options.ts";
import { OptionCheck } from "./check-option.ts";
import { readRetryDelay, type RetryDelay, type RetryDelays } from "./retry-delay.ts";

/** A function told of a state that a task run has entered. What it throws is logged and changes nothing. */
export type TaskHook = (task: { readonly name: string }, taskRun: TaskRunInfo, state: State) => unknown;

/** Values by parameter name. */
export type ParameterValues = Readonly<Record<string, unknown>>;

/**
 * A function told that a task run is committed or rolled back with its transaction. One that throws at a commit causes the
 * rollback; at a rollback it is logged, and the others run.
 */
export type TaskTransactionHook = (task: { readonly name: string }, taskRun: TaskRunInfo, state: State, txn: Transaction) => unknown;

/** How the runs of a task are named, retried, timed and kept. Unknown options are refused with a `DefinitionError`. */
export interface TaskOptions extends CacheOptions {
  /** Default: the function's name, else the variable's, else `<file>:<line>`. */
  readonly name?: string;
  /** For people, in lists of tasks. Default: none. */
  readonly description?: string;
  /** Default: none. Tags of the surroundings (`tags(…)`) are added. */
  readonly tags?: readonly string[];
  /** Of your own making; kept with each run. Default: none. */
  readonly version?: string;
  /** Template over the parameters, such as `"get {repo}"`, or a function of them. Default: `<task>-<n>`. */
  readonly taskRunName?: string | ((parameters: ParameterValues) => string);
  /** Attempts after the first. Default: 0, or what `MILLRACE_TASK_RETRIES` says. */
  readonly retries?: number;
  /** Default: 0. A list holds at most 50 delays, one per retry, and its last repeats. */
  readonly retryDelay?: RetryDelay;
  /** Fraction ≥ 0 by which a delay d varies at random, with mean d, between max(0, d(1−f)) and d(1+f). Default: 0. */
  readonly retryJitter?: number;
  /** Asked before each retry; false, or a throw, ends the run as Failed at once. Default: always retried. */
  readonly retryIf?: (error: unknown, about: { readonly attempt: number; readonly state: State }) => boolean | Promise<boolean>;
  /** Longest time for one attempt; the run is then `TimedOut` (type FAILED), and retried like any failure. Default: none. */
  readonly timeout?: Duration;
  /**
   * Names of concurrency limits of which the run holds a slot, from just before it starts to its end; one that does not exist
   * is passed over, with a warning. Limits named `tag:<tag>` count besides, for each tag that the run has. Default: none.
   */
  readonly concurrency?: readonly string[];
  /** Whether the result is kept on disk, for a resume and for people. Default: as its flow, and true outside of one. */
  readonly persistResult?: boolean;
  /** How the result becomes text. Default: as its flow's, and `"default"` outside of one. */
  readonly resultSerializer?: ResultSerializer;
  /** Tells calls apart on resume where the inputs cannot (a clock, a random number). */
  readonly resumeKey?: (parameters: ParameterValues) => string;
  /** Whether `console.*` inside the function becomes the run's log. Default: true. */
  readonly logPrints?: boolean;
  /** Each time an attempt starts. */
  readonly onRunning?: TaskHook | readonly TaskHook[];
  /** Once, when the run has completed. */
  readonly onCompleted?: TaskHook | readonly TaskHook[];
  /** Once, when no retry is left. */
  readonly onFailed?: TaskHook | readonly TaskHook[];
  /** Each time a failed attempt is going to be tried again. */
  readonly onRetry?: TaskHook | readonly TaskHook[];
  /** When its transaction is committed; without one around it, once it has completed. */
  readonly onCommit?: TaskTransactionHook | readonly TaskTransactionHook[];
  /** When it has completed and its transaction is rolled back: to undo what it did. In reverse order. */
  readonly onRollback?: TaskTransactionHook | readonly TaskTransactionHook[];
}

/** Options as the engine takes them: checked, complete, in milliseconds. */
export interface TaskSettings {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly version: string | undefined;
  readonly runName: string | ((parameters: ParameterValues) => unknown) | undefined;
  /** `undefined`: not given, so the default of the surroundings holds. */
  readonly retries: number | undefined;
  readonly retryDelays: RetryDelays;
  readonly retryJitter: number;
  readonly retryIf: TaskOptions["retryIf"];
  /** 0: none. */
  readonly timeoutMs: number;
  readonly concurrency: readonly string[];
  /** `undefined`: as the surroundings. */
  readonly persistResult: boolean | undefined;
  /** `undefined`: as the surroundings. */
  readonly serializer: ResultSerializer | undefined;
  /** `null`: nothing is cached. */
  readonly caching: CacheSettings | null;
  readonly resumeKey: ((parameters: ParameterValues) => unknown) | undefined;
  readonly logPrints: boolean;
  readonly hooks: TaskHooks;
  readonly transactionHooks: TaskTransactionHooks;
}

export type TaskHookKind = "onRunning" | "onCompleted" | "onFailed" | "onRetry";

export type TaskHooks = Readonly<Record<TaskHookKind, readonly TaskHook[]>>;

export interface TaskTransactionHooks {
  readonly onCommit: readonly TaskTransactionHook[];
  readonly onRollback: readonly TaskTransactionHook[];
}

const known = [
  "name",
  "description",
  "tags",
  "version",
  "taskRunName",
  "retries",
  "retryDelay",
  "retryJitter",
  "retryIf",
  "timeout",
  "concurrency",
  "persistResult",
  "resultSerializer",
  ...cacheOptionNames,
  "resumeKey",
  "logPrints",
  "onRunning",
  "onCompleted",
  "onFailed",
  "onRetry",
  "onCommit",
  "onRollback",
] as const satisfies readonly (keyof TaskOptions)[];

/** @throws DefinitionError */
export function readTaskOptions(options: TaskOptions): TaskSettings {
  const subject = typeof options.name === "string" ? `task "${options.name}"` : "task";
  if (typeof options !== "object" || options === null) throw new DefinitionError(`${subject}: expected options and a function.`);
  const check = new OptionCheck(subject, { ...options });
  check.onlyKnown(known);
  const retries = check.count("retries");
  const persistResult = check.optionalFlag("persistResult");
  const caching = readCacheOptions(subject, check, persistResult);
  return {
    name: check.text("name"),
    description: check.text("description"),
    tags: check.tags("tags"),
    version: check.text("version"),
    runName: check.textOrCallable("taskRunName"),
    retries,
    retryDelays:
      check.custom("retryDelay", "a duration, a list of at most 50, a function, or exponentialBackoff({ base })", (value) =>
        readRetryDelay(subject, value, retries ?? 0),
      ) ?? [],
    retryJitter: check.fraction("retryJitter"),
    retryIf: check.callable("retryIf"),
    timeoutMs: check.durationMs("timeout"),
    concurrency: check.tags("concurrency"),
    // What is to answer later calls has to be kept, whatever the flow does with its other results.
    persistResult: persistResult ?? (caching === null ? undefined : true),
    serializer: check.custom("resultSerializer", serializerForms, readSerializer),
    caching,
    resumeKey: check.callable("resumeKey"),
    logPrints: check.flag("logPrints", true),
    hooks: {
      onRunning: check.hooks("onRunning"),
      onCompleted: check.hooks("onCompleted"),
      onFailed: check.hooks("onFailed"),
      onRetry: check.hooks("onRetry"),
    },
    transactionHooks: { onCommit: check.hooks("onCommit"), onRollback: check.hooks("onRollback") },
  };
}
