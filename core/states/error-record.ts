/** A thrown value as data: what is recorded, shown and sent. Stacks carry source-mapped positions. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** The string `code` of the error where it has one; errors are matched by it across processes. */
  readonly code?: string;
  readonly cause?: ErrorRecord;
  /** What an `AggregateError` gathered, such as the rejections behind `Promise.any`; the first ten. */
  readonly errors?: readonly ErrorRecord[];
}

const causeDepth = 8;
const mostErrors = 10;

/** Describes whatever was thrown, and never throws itself; chains of causes are cut after eight. */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  try {
    return describeThrown(thrown, 0);
  } catch {
    // Its getters, its `toString` or its proxy are user code that throws as well.
    return { name: "Error", message: "A value was thrown that throws when it is looked at." };
  }
}

function describeThrown(thrown: unknown, depth: number): ErrorRecord {
  if (thrown === undefined) return { name: "Error", message: "undefined was thrown, or a promise was rejected without a reason." };
  if (!isErrorLike(thrown)) return { name: "Error", message: describe(thrown) };
  const record: { -readonly [Key in keyof ErrorRecord]: ErrorRecord[Key] } = {
    name: String(thrown.name),
    message: String(thrown.message),
  };
  if (typeof thrown.stack === "string") record.stack = thrown.stack;
  if (typeof thrown.code === "string") record.code = thrown.code;
  if (Array.isArray(thrown.errors) && isAggregate(thrown) && depth < causeDepth) {
    // Near the end of the chain, since lists in lists would multiply: each has one cause at most, or one list.
    const below = Math.max(depth + 1, causeDepth - 1);
    record.errors = thrown.errors.slice(0, mostErrors).map((one) => describeThrown(one, below));
  }
  if (thrown.cause !== undefined && depth < causeDepth) record.cause = describeThrown(thrown.cause, depth + 1);
  return record;
}

interface ErrorLike {
  readonly name: unknown;
  readonly message: unknown;
  readonly stack?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** Other libraries keep lists of another kind under `errors`. */
function isAggregate(error: ErrorLike): boolean {
  return error instanceof AggregateError || error.name === "AggregateError";
}

/** Errors from another realm or a worker are no instances of our `Error`, so shape decides. */
function isErrorLike(value: unknown): value is ErrorLike {
  return value instanceof Error || (typeof value === "object" && value !== null && "name" in value && "message" in value);
}

function describe(thrown: unknown): string {
  if (typeof thrown === "string") return thrown;
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}
