/**
 * The errors of the public contract. Failures of user code are data inside a state; these are broken use or broken
 * machinery. Each class builds its text from what went wrong, so that the sentence is the same wherever it happens.
 */
import { MillraceError } from "../base/millrace-error.ts";

export { hasCode, MillraceError } from "../base/millrace-error.ts";
export { InputRefusedError, PausedTimeoutError, PauseRefusedError } from "./pause-errors.ts";

/** A flow or task is defined in a way that cannot work: names the option, what was given and what is allowed. */
export class DefinitionError extends MillraceError {
  override readonly name = "DefinitionError";
  constructor(message: string, hint?: string) {
    super("MILLRACE_DEFINITION", message, hint === undefined ? {} : { hint });
  }
}

/** Parameters of a flow run do not fit its schema. `problems` has one sentence per parameter. */
export class ParameterValidationError extends MillraceError {
  override readonly name = "ParameterValidationError";
  /** One sentence for each parameter: which one, what it wants, what it got. */
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super("MILLRACE_PARAMETERS", `Flow run received invalid parameters: ${problems.join("; ")}`);
    this.problems = problems;
  }
}

/** A run never started because a run that it depends on did not complete; `cause` is that run's error. */
export class UpstreamTaskError extends MillraceError {
  override readonly name = "UpstreamTaskError";
  constructor(taskRun: string, upstream: string, state: string, cause: unknown) {
    super("MILLRACE_UPSTREAM", `${taskRun} did not start: its upstream ${upstream} is ${state}.`, {
      cause,
      hint: "Wrap the argument in allowFailure(…) to receive the error instead.",
    });
  }
}

/** One attempt of a task took longer than its `timeout`. */
export class TaskTimeoutError extends MillraceError {
  override readonly name = "TaskTimeoutError";
  constructor(task: string, seconds: string) {
    super("MILLRACE_TASK_TIMEOUT", `Task run of "${task}" timed out after ${seconds} second(s)`);
  }
}

/** A flow run took longer than its `timeout`. */
export class FlowTimeoutError extends MillraceError {
  override readonly name = "FlowTimeoutError";
  constructor(seconds: string) {
    super("MILLRACE_FLOW_TIMEOUT", `Flow run exceeded timeout of ${seconds} second(s)`);
  }
}

/** The run was cancelled, or the attempt that makes this call has already ended. */
export class CancelledError extends MillraceError {
  override readonly name = "CancelledError";
  constructor(message = "The run was cancelled.") {
    super("MILLRACE_CANCELLED", message);
  }
}

/** The process of a run ended before the run did. */
export class CrashedError extends MillraceError {
  override readonly name = "CrashedError";
  constructor(message: string, cause?: unknown) {
    super("MILLRACE_CRASHED", message, { cause });
  }
}

/** A failed run has a message or a value, but no error to throw. */
export class FailedRunError extends MillraceError {
  override readonly name = "FailedRunError";
  constructor(message: string, cause?: unknown) {
    super("MILLRACE_FAILED_RUN", message, { cause });
  }
}

/** The result of a completed run was not persisted and is no longer in memory. */
export class MissingResultError extends MillraceError {
  override readonly name = "MissingResultError";
  constructor(run: string, reason: string) {
    super("MILLRACE_MISSING_RESULT", `The result of ${run} is not available: ${reason}`);
  }
}

/** A value cannot be serialised; names the value and the place in it. */
export class SerializationError extends MillraceError {
  override readonly name = "SerializationError";
  constructor(message: string, cause?: unknown) {
    super("MILLRACE_SERIALIZATION", message, { cause });
  }
}

/** `.result`, `.results` or `asCompleted` waited longer than their `timeout`. The runs go on. */
export class WaitTimeoutError extends MillraceError {
  override readonly name = "WaitTimeoutError";
  constructor(message: string) {
    super("MILLRACE_WAIT_TIMEOUT", message);
  }
}

/** The result of a paused run is asked for. */
export class PausedRunError extends MillraceError {
  override readonly name = "PausedRunError";
  constructor() {
    super("MILLRACE_PAUSED_RUN", "The run is paused, its result is not available.");
  }
}

/** The result of a run that has not ended is asked for. */
export class UnfinishedRunError extends MillraceError {
  override readonly name = "UnfinishedRunError";
  constructor(state: string) {
    super("MILLRACE_UNFINISHED_RUN", `The run is in state ${state}, its result is not available.`);
  }
}

/** A function that needs a run around it is called outside of one. */
export class MissingContextError extends MillraceError {
  override readonly name = "MissingContextError";
  constructor(what: string) {
    super("MILLRACE_MISSING_CONTEXT", `${what} needs a flow run or task run around it, and there is none here.`);
  }
}

/** The lists given to `.map` differ in length. */
export class MappingLengthError extends MillraceError {
  override readonly name = "MappingLengthError";
  constructor(task: string, lengths: Readonly<Record<string, number>>) {
    const list = Object.entries(lengths).map(([parameter, length]) => `${parameter} has ${length}`);
    super("MILLRACE_MAPPING_LENGTH", `${task}.map needs lists of one length: ${list.join(", ")}.`, {
      hint: "Wrap a list that every run should receive whole in unmapped(…).",
    });
  }
}

/** `.map` was given nothing to map over. */
export class MappingIterableError extends MillraceError {
  override readonly name = "MappingIterableError";
  constructor(task: string, given: readonly string[]) {
    super("MILLRACE_MAPPING_ITERABLE", `${task}.map needs at least one iterable argument, got ${given.join(", ") || "none"}.`, {
      hint: "Strings are values, not lists of characters; use .submit(…) for a single run.",
    });
  }
}

/** A flow was asked for that is not there; the message lists those that are. */
export class FlowNotFoundError extends MillraceError {
  override readonly name = "FlowNotFoundError";
  constructor(message: string, hint?: string) {
    super("MILLRACE_FLOW_NOT_FOUND", message, hint === undefined ? {} : { hint });
  }
}

/** The process that should do the work cannot be reached. */
export class EngineUnavailableError extends MillraceError {
  override readonly name = "EngineUnavailableError";
  constructor(message: string, cause?: unknown) {
    super("MILLRACE_ENGINE_UNAVAILABLE", message, { cause });
  }
}

/** A run's file cannot be read from some record on. That run alone is affected. */
export class StoreCorruptError extends MillraceError {
  override readonly name = "StoreCorruptError";
  constructor(file: string, record: number, reason: string, hint?: string) {
    super("MILLRACE_STORE_CORRUPT", `${file} is unreadable from record ${record}: ${reason}`, hint === undefined ? {} : { hint });
  }
}

/** A run's directory or file cannot be written. */
export class StoreUnwritableError extends MillraceError {
  override readonly name = "StoreUnwritableError";
  constructor(path: string, cause: unknown, hint = "Free space or mend the permissions, or set MILLRACE_HOME to a folder that can be written.") {
    super("MILLRACE_STORE_UNWRITABLE", `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
      hint,
    });
  }
}

/** A key of the cache or of a transaction is held by another. */
export class KeyLockedError extends MillraceError {
  override readonly name = "KeyLockedError";
  constructor(key: string, holder: string) {
    super("MILLRACE_KEY_LOCKED", `The key "${key}" is locked by another holder: ${holder}.`);
  }
}

/** A transaction is asked for a value that it does not have. */
export class TransactionError extends MillraceError {
  override readonly name = "TransactionError";
  constructor(message: string) {
    super("MILLRACE_TRANSACTION", message);
  }
}

/** Slots of a concurrency limit were waited for longer than the call's `timeout`. */
export class ConcurrencyTimeoutError extends MillraceError {
  override readonly name = "ConcurrencyTimeoutError";
  constructor(names: readonly string[], seconds: string) {
    const message = `Waiting for slots of ${names.map((name) => `"${name}"`).join(", ")} timed out after ${seconds} second(s)`;
    super("MILLRACE_CONCURRENCY_TIMEOUT", message, { hint: "Who holds them: millrace limits" });
  }
}

/** Slots of a concurrency limit can never be had: the limit is 0 or too small, is missing where `strict` asks for it, or has no decay. */
export class ConcurrencySlotError extends MillraceError {
  override readonly name = "ConcurrencySlotError";
  constructor(message: string) {
    super("MILLRACE_CONCURRENCY_SLOT", message);
  }
}

/** A variable that is to be made is there already. */
export class VariableExistsError extends MillraceError {
  override readonly name = "VariableExistsError";
  constructor(variable: string) {
    super("MILLRACE_VARIABLE_EXISTS", `Variable "${variable}" already exists. Use { overwrite: true } to update it.`);
  }
}

/** A secret was asked for that nobody has given. */
export class SecretNotFoundError extends MillraceError {
  override readonly name = "SecretNotFoundError";
  constructor(secret: string, variable: string) {
    super("MILLRACE_SECRET_NOT_FOUND", `There is no secret "${secret}": set the environment variable ${variable}, or store it in the editor.`);
  }
}

/** Two versions of Millrace meet that cannot work together. */
export class VersionMismatchError extends MillraceError {
  override readonly name = "VersionMismatchError";
  constructor(message: string, hint: string) {
    super("MILLRACE_VERSION_MISMATCH", message, { hint });
  }
}

/** No `millrace` is found from the file of a flow, and only the workspace's own runs its flows. */
export class NotInstalledError extends MillraceError {
  override readonly name = "NotInstalledError";
  constructor(folder: string) {
    super("MILLRACE_NOT_INSTALLED", `The package "millrace" is not installed where ${folder} finds its packages.`, {
      hint: "Add it to the project: npm install millrace.",
    });
  }
}

/** The Node that should execute a run is not there, or is too old. */
export class NodeUnusableError extends MillraceError {
  override readonly name = "NodeUnusableError";
  constructor(message: string, hint: string) {
    super("MILLRACE_NODE_UNUSABLE", message, { hint });
  }
}

/** The workspace is not trusted, so that none of its code may be run. */
export class RestrictedError extends MillraceError {
  override readonly name = "RestrictedError";
  constructor() {
    super("MILLRACE_RESTRICTED", "Nothing is run in a folder that is not trusted.", { hint: "Trust the folder to run its flows." });
  }
}

/** While Millrace imports a module, a flow called at its top level does not run. Caught by Millrace. */
export class ImportedNotRun extends MillraceError {
  override readonly name = "ImportedNotRun";
  constructor(flow: string) {
    super("MILLRACE_IMPORTED_NOT_RUN", `Flow "${flow}" is called while its module is imported, so it does not run.`, {
      hint: `Guard the call: if (isMain(import.meta)) await ${flow}(…)`,
    });
  }
}

/** The command or a request was used in a way that cannot be carried out; nothing was recorded. */
export class UsageError extends MillraceError {
  override readonly name = "UsageError";
  constructor(message: string, hint?: string) {
    super("MILLRACE_USAGE", message, hint === undefined ? {} : { hint });
  }
}

/** A run was asked for that is not there, or by a prefix that fits several. */
export class RunNotFoundError extends MillraceError {
  override readonly name = "RunNotFoundError";
  constructor(message: string, hint?: string) {
    super("MILLRACE_RUN_NOT_FOUND", message, hint === undefined ? {} : { hint });
  }
}
