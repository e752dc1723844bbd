/**
 * What flow files import: `import { flow, task } from "millrace"`.
 *
 * @module millrace
 */
export { task, type GeneratorTask, type Task, type TaskOf } from "./task.ts";
export { flow, type Flow, type FlowOf, type GeneratorFlow } from "./flow.ts";
export { type ParameterValues, type TaskOptions, type TaskHook, type TaskTransactionHook } from "./definition/task-options.ts";
export { type FlowOptions, type FlowHook } from "./definition/flow-options.ts";
export { type SchemaIssue, type SchemaResult, type StandardSchema } from "./definition/standard-schema.ts";
export { exponentialBackoff, type ExponentialBackoff, type RetryDelay } from "./definition/retry-delay.ts";
export { cache } from "./cache/cache.ts";
export { type CachePolicy, type KeyParts, type PolicyCall } from "./cache/policy.ts";
export { type CacheIsolation, type CacheKeyContext, type CacheKeyFunction, type CacheOptions } from "./definition/cache-options.ts";
export { type CustomSerializer, type ResultSerializer } from "../journal/result-serializer.ts";
export { concurrent } from "./runners/concurrent.ts";
export { threads } from "./runners/threads.ts";
export { processes } from "./runners/processes.ts";
export { type ConcurrentRunner, type RunnerOptions, type TaskRunner, type WorkerRunner } from "./runners/task-runner.ts";
export { type TaskFuture, type ResultOptions } from "./run/task-future.ts";
export { type TaskFutureList } from "./run/task-future-list.ts";
export { type State } from "./state/state.ts";
export {
  Cancelled,
  Cancelling,
  Completed,
  Crashed,
  Failed,
  Paused,
  Pending,
  Running,
  Scheduled,
  type StateOptions,
} from "./state/build.ts";
export { allowFailure, opaque, quote, unmapped, type AllowFailure, type Opaque, type Quote, type Unmapped } from "./values/markers.ts";
export { flatten } from "./flatten.ts";
export { asCompleted, waitAll, type EndedFuture, type WaitedFutures } from "./wait.ts";
export { getLogger, type Logger } from "./logging/logger.ts";
export { runtime } from "./runtime.ts";
export { type FlowRunInfo, type TaskRunInfo } from "./run-info.ts";
export { getSignal, sleep } from "./sleep.ts";
export { pause, suspend } from "./pause/pause.ts";
export { type Answered, type PauseOptions, type SimpleInput } from "./pause/pause-options.ts";
export { receiveInput, type ReceivedInput, type ReceiveInputOptions } from "./inputs/receive-input.ts";
export { sendInput, type SendInputOptions } from "./inputs/send-input.ts";
export { tags } from "./tags.ts";
export { concurrency, type ConcurrencyOptions } from "./concurrency/concurrency.ts";
export { rateLimit, type RateLimitOptions } from "./concurrency/rate-limit.ts";
export { Secret } from "./secrets/secret.ts";
export { Variable, type SetVariable, type VariableOptions } from "./variables/variable.ts";
export { artifact, type Artifact, type ArtifactOptions } from "./artifacts/artifact.ts";
export { type ImageFields, type LinkFields, type MarkdownFields, type ProgressFields, type Table, type TableFields } from "./artifacts/artifact-kinds.ts";
export { emitEvent, type EmittedEvent, type EventOptions } from "./events/emit-event.ts";
export { transaction, type TransactionOptions } from "./transactions/transaction.ts";
export { type StageHook, type StageOptions, type Transaction } from "./transactions/public-transaction.ts";
export { type CommitMode, type Isolation, type TransactionState } from "./transactions/node-parts.ts";
export { isMain } from "./is-main.ts";
export { type Duration } from "../core/base/duration.ts";
export { type InputProblem } from "../core/protocol/input-problem.ts";
export { type StateType } from "../core/states/state-type.ts";
export {
  CancelledError,
  ConcurrencySlotError,
  ConcurrencyTimeoutError,
  CrashedError,
  DefinitionError,
  EngineUnavailableError,
  FailedRunError,
  FlowNotFoundError,
  FlowTimeoutError,
  ImportedNotRun,
  InputRefusedError,
  KeyLockedError,
  MappingIterableError,
  MappingLengthError,
  MillraceError,
  MissingContextError,
  MissingResultError,
  NodeUnusableError,
  NotInstalledError,
  ParameterValidationError,
  PausedRunError,
  PausedTimeoutError,
  PauseRefusedError,
  RestrictedError,
  RunNotFoundError,
  SecretNotFoundError,
  SerializationError,
  StoreCorruptError,
  StoreUnwritableError,
  TaskTimeoutError,
  TransactionError,
  UnfinishedRunError,
  UpstreamTaskError,
  UsageError,
  VariableExistsError,
  VersionMismatchError,
  WaitTimeoutError,
} from "../core/protocol/errors.ts";
