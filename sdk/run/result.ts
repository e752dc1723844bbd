import { StoreUnwritableError } from "../../core/protocol/errors.ts";
import { encodeValue, inlineLimit } from "../../journal/value-codec.ts";
import type { FlowRun } from "./flow-run.ts";
import type { TaskRun } from "./task-run.ts";

export interface EncodedResult {
  /** JSON text of a stored value; `undefined` for `undefined`. */
  readonly stored: string | undefined;
  /** Whether the value can be read back. */
  readonly isRecorded: boolean;
}

/** The result as recorded. A value that cannot be serialised never fails the run; a disk that takes none does. */
export function encodeResult(run: FlowRun | TaskRun, value: unknown, isPersisted: boolean): EncodedResult {
  return encodeProduct(run, value, isPersisted, "The result");
}

/** An item of a generator, recorded as a result is. `isFirst`: nothing has been said yet of items that cannot be. */
export function encodeItemValue(run: FlowRun | TaskRun, value: unknown, isPersisted: boolean, isFirst: boolean): EncodedResult {
  return encodeProduct(run, value, isPersisted, isFirst ? "An item" : null);
}

function encodeProduct(run: FlowRun | TaskRun, value: unknown, isPersisted: boolean, what: string | null): EncodedResult {
  if (!isPersisted) return { stored: '{"m":"persistResult is off"}', isRecorded: false };
  const { root } = run;
  try {
    const stored = encodeValue(value, inlineLimit.result, root.storage, root.storedTexts);
    const isRecorded = stored === undefined || !stored.startsWith('{"m"');
    if (!isRecorded && what !== null) root.log("warn", `${what} of ${run.name} cannot be serialised, so it is kept for this process only.`, run.about);
    return { stored, isRecorded };
  } catch (error) {
    if (!(error instanceof StoreUnwritableError)) throw error;
    root.fail(error);
    return { stored: JSON.stringify({ m: error.message }), isRecorded: false };
  }
}
