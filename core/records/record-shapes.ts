/**
 * What the fields of each kind of record are. Files are written by Millrace alone, and yet a disk, a copy that was cut
 * short or a hand may have changed them: what is no record by this table is a bad line, and nothing behind it is believed.
 *
 * All that is asked for is what readers rely on: fields that a later version adds do no harm.
 */
import { type Check, isCount, isObject, isText, listOf, nullable, oneOf, optional, valuesOf } from "../base/checks.ts";
import { isStateType } from "../states/state-type.ts";
import { artifactTypes } from "./artifact-type.ts";
import type { RunRecord, RunRecordBody } from "./run-record.ts";

/** A check for every field that the kind has; the compiler asks for it. */
type Shape<Body> = { readonly [Field in Exclude<keyof Body, "k">]-?: Check };

type Shapes = { readonly [Kind in RunRecordBody["k"]]: Shape<Extract<RunRecordBody, { readonly k: Kind }>> };

const shapes: Shapes = {
  open: { v: isCount, id: isText, pid: isCount, sdk: isText, node: isText },
  def: {
    def: isCount,
    kind: oneOf("task", "flow"),
    name: isText,
    file: nullable(isText),
    position: nullable(isText),
    version: optional(isText),
    description: optional(isText),
    hooks: optional(listOf(isText)),
    exportName: optional(isText),
  },
  site: { site: isCount, position: isText },
  flow: {
    run: isCount,
    id: isText,
    def: isCount,
    name: isText,
    params: isValues,
    task: optional(isCount),
    tags: optional(listOf(isText)),
    parentRun: optional(isText),
    of: optional(isText),
    from: (value) => value === undefined || value === "failed" || listOf(isCount)(value),
    gen: isFlag,
  },
  task: {
    task: isCount,
    def: isCount,
    no: isCount,
    name: optional(isText),
    site: optional(isCount),
    run: optional(isCount),
    parent: optional(isCount),
    in: optional(isValues),
    dep: optional(listOf(isDependency)),
    tags: optional(listOf(isText)),
    key: optional(isText),
    child: optional(isCount),
    why: optional(isText),
    gen: isFlag,
    ck: optional(isText),
    rk: optional(isText),
    from: optional(isCount),
    s: isFlag,
  },
  start: { task: isCount },
  state: { task: optional(isCount), run: optional(isCount), state: isState },
  done: { task: isCount, r: optional(isStored) },
  item: { task: optional(isCount), run: optional(isCount), v: optional(isStored), left: isFlag },
  artifact: {
    artifact: isText,
    type: oneOf(...artifactTypes),
    key: optional(isText),
    data: isStored,
    description: optional(isText),
    run: optional(isCount),
    task: optional(isCount),
  },
  artifactSet: { artifact: isText, data: optional(isStored), description: optional(isText) },
  event: {
    event: isText,
    name: isText,
    resource: valuesOf(isText),
    payload: optional(isStored),
    run: optional(isCount),
    task: optional(isCount),
  },
  input: { run: isCount, input: isText, key: isText, v: optional(isStored), from: optional(isText), pause: optional(isText) },
  set: {
    task: optional(isCount),
    run: optional(isCount),
    name: optional(isText),
    in: optional(isValues),
    dep: optional(listOf(isDependency)),
    key: optional(isText),
    why: optional(isText),
    ck: optional(isText),
    rk: optional(isText),
    from: optional(isCount),
    params: optional(isValues),
  },
  attempt: { run: isCount, attempt: isCount, cause: isText },
  reuse: { task: isCount, attempt: isCount, site: optional(isCount), c: isFlag },
  superseded: { tasks: listOf(isCount) },
  commit: { tasks: listOf(isCount) },
  held: { from: isTime, to: isTime },
  closed: {
    id: isText,
    kind: oneOf("flow", "task"),
    name: isText,
    flow: isText,
    file: nullable(isText),
    params: isValues,
    state: isState,
    startAt: nullable(isTime),
    endAt: nullable(isTime),
    attempt: isCount,
    tasks: isCount,
    failed: isCount,
    tags: listOf(isText),
  },
};

/** In this form, since every record that is read passes here. */
const checks: ReadonlyMap<string, readonly (readonly [field: string, check: Check])[]> = new Map(
  Object.entries<Readonly<Record<string, Check>>>(shapes).map(([kind, shape]) => [kind, Object.entries(shape)]),
);

export function isKnownKind(kind: string): boolean {
  return checks.has(kind);
}

/** The first field that is not what it must be; `undefined`: the record is one of its kind. */
export function wrongFieldOf(record: RunRecord): string | undefined {
  const fields = record as unknown as Readonly<Record<string, unknown>>;
  for (const [field, check] of checks.get(record.k) ?? []) if (!check(fields[field])) return field;
  return undefined;
}

/** Microseconds that a date can have. A delay may have parts of one. */
function isTime(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

function isFlag(value: unknown): boolean {
  return value === undefined || value === 1;
}

function isValues(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isStored);
}

function isDependency(value: unknown): boolean {
  return Array.isArray(value) && isCount(value[0]) && isText(value[1]) && (value[2] === undefined || isText(value[2]));
}

/** The union of `stored-value.ts`. */
function isStored(value: unknown): boolean {
  if (!isObject(value)) return false;
  if ("v" in value) return true;
  if ("f" in value) return isText(value["f"]) && oneOf("v", "x", "o")(value["c"]) && isCount(value["size"]);
  if ("o" in value) return isText(value["o"]) && isText(value["by"]);
  return isText(value["x"]) || isCount(value["t"]) || isText(value["m"]);
}

function isState(value: unknown): boolean {
  if (!isObject(value) || !isStateType(value["type"]) || !isText(value["name"]) || !isTime(value["at"])) return false;
  const { type, message, why, result, error, scheduledAt } = value;
  if (!(message === null || isText(message)) || !(why === undefined || isText(why))) return false;
  switch (type) {
    case "COMPLETED":
      return result === undefined || isStored(result);
    case "FAILED":
    case "CRASHED":
      return error === undefined || isError(error);
    case "SCHEDULED":
      return isTime(scheduledAt);
    case "PAUSED":
      return isTime(value["timeoutAt"]) && typeof value["suspended"] === "boolean" && optional(isPause)(value["pause"]);
    default:
      return true;
  }
}

function isPause(value: unknown): boolean {
  if (!isObject(value) || !isCount(value["number"]) || !isText(value["place"])) return false;
  const { key, description, schema, initial, isChecked, site } = value;
  if (![key, description].every(optional(isText)) || ![schema, initial].every(optional(isStored))) return false;
  return optional(isCount)(site) && (isChecked === undefined || isChecked === true);
}

function isError(value: unknown): boolean {
  if (!isObject(value) || !isText(value["name"]) || !isText(value["message"])) return false;
  const { stack, code, cause, errors } = value;
  return optional(isText)(stack) && optional(isText)(code) && optional(isError)(cause) && optional(listOf(isError))(errors);
}
