import { expect, test } from "vitest";
import * as errors from "../../core/protocol/errors.ts";

const { MillraceError } = errors;
const cause = new RangeError("too far");

/** One of each class, and what its message has to name of what it was given. */
const examples: readonly (readonly [error: errors.MillraceError, names: readonly string[]])[] = [
  [new errors.DefinitionError('task "get": option "retries" is -1.', "Use a number ≥ 0."), ['option "retries"']],
  [new errors.ParameterValidationError(["n is missing", "m is no number"]), ["n is missing", "m is no number"]],
  [new errors.UpstreamTaskError("save-0", "get-3", "FAILED", cause), ["save-0", "get-3", "FAILED"]],
  [new errors.TaskTimeoutError("get", "0.5"), ["get", "0.5"]],
  [new errors.FlowTimeoutError("2"), ["2"]],
  [new errors.CancelledError(), ["cancelled"]],
  [new errors.CrashedError("process 7 is gone", cause), ["process 7"]],
  [new errors.FailedRunError("3/4 states failed.", cause), ["3/4"]],
  [new errors.MissingResultError("get-3", "its file is gone"), ["get-3", "its file is gone"]],
  [new errors.SerializationError("result.socket is a Socket", cause), ["result.socket"]],
  [new errors.WaitTimeoutError("get-3 did not end within 2s"), ["get-3", "2s"]],
  [new errors.PausedRunError(), ["paused"]],
  [new errors.PausedTimeoutError(), ["paused and never resumed"]],
  [new errors.PauseRefusedError("Only a running flow run can be paused."), ["Only a running"]],
  [new errors.InputRefusedError([{ field: "approved", message: "'approved' is a required property" }]), ["'approved'"]],
  [new errors.UnfinishedRunError("PENDING"), ["PENDING"]],
  [new errors.MissingContextError("sleepUntil()"), ["sleepUntil()"]],
  [new errors.MappingLengthError("get", { repo: 3, limit: 2 }), ["get.map", "repo has 3", "limit has 2"]],
  [new errors.MappingIterableError("get", ["a number", "a string"]), ["get.map", "a number", "a string"]],
  [new errors.FlowNotFoundError('flows.ts has no flow "stars".', "Its flows: mills."), ["flows.ts", "stars"]],
  [new errors.EngineUnavailableError("process 7 does not answer", cause), ["process 7"]],
  [new errors.StoreCorruptError("events.ndjson", 12, "it is no record"), ["events.ndjson", "12", "it is no record"]],
  [new errors.StoreUnwritableError("runs/a", cause), ["runs/a", "too far"]],
  [new errors.KeyLockedError("stars a/b", "getStars-0"), ["stars a/b", "locked by another holder", "getStars-0"]],
  [new errors.TransactionError('The transaction has no value "path".'), ['"path"']],
  [new errors.ConcurrencyTimeoutError(["db", "gpu"], "0.01"), ['"db", "gpu"', "timed out after 0.01 second(s)"]],
  [new errors.ConcurrencySlotError('The limit "db" is 0.'), ['"db"']],
  [new errors.VariableExistsError("region"), ['"region" already exists', "overwrite"]],
  [new errors.SecretNotFoundError("api-key", "MILLRACE_SECRET_API_KEY"), ['"api-key"']],
  [new errors.VersionMismatchError("0.1.0 meets 0.2.0", "Update."), ["0.1.0", "0.2.0"]],
  [new errors.NotInstalledError("flows"), ["millrace", "flows"]],
  [new errors.NodeUnusableError("node is 16.0.0, and 20.19 or later is needed.", "Install another."), ["16.0.0"]],
  [new errors.RestrictedError(), ["trusted"]],
  [new errors.ImportedNotRun("stars"), ["stars"]],
  [new errors.UsageError("There is no option --fast.", "See millrace help."), ["--fast"]],
  [new errors.RunNotFoundError('No run begins with "ab".', "See millrace runs."), ["ab"]],
];

test("there is an example here of every class", () => {
  const classes = Object.values(errors).filter((value) => typeof value === "function" && value.prototype instanceof MillraceError);
  expect(examples.map(([error]) => error.constructor)).toEqual(classes.sort((a, b) => order(a) - order(b)));
});

function order(type: unknown): number {
  return examples.findIndex(([error]) => error.constructor === type);
}

test("no two classes share a code, and each code is of one form", () => {
  const codes = examples.map(([error]) => error.code);
  expect(new Set(codes).size).toBe(examples.length);
  for (const code of codes) expect(code).toMatch(/^MILLRACE_[A-Z]+(_[A-Z]+)*$/);
});

test.each(examples.map(([error, names]) => [error.name, error, names] as const))("%s names what it was given and is matched by its code", (name, error, names) => {
  for (const part of names) expect(error.message).toContain(part);
  expect([error.name, error instanceof MillraceError, errors.hasCode(error, error.code)]).toEqual([error.constructor.name, true, true]);
  expect(error.stack).toContain(name);
});

test("an error keeps its cause, and one without a cause has no such property", () => {
  for (const [error] of examples) expect("cause" in error ? error.cause : cause).toBe(cause);
  expect("cause" in new errors.CrashedError("gone")).toBe(false);
});

test("an error that crossed a process is matched by its code", () => {
  const thrown = [{ code: "MILLRACE_USAGE" }, { code: "MILLRACE_OTHER" }, null, "MILLRACE_USAGE"];
  expect(thrown.map((error) => errors.hasCode(error, "MILLRACE_USAGE"))).toEqual([true, false, false, false]);
});
