import { StoreUnwritableError } from "../../core/protocol/errors.ts";
import { serializeResult, type ResultSerializer } from "../../journal/result-serializer.ts";
import { inlineLimit } from "../../journal/value-codec.ts";
import { secretValue, storeUnlessSecret } from "../secrets/guard-values.ts";
import type { FlowRun } from "./flow-run.ts";
import type { TaskRun } from "./task-run.ts";

export interface EncodedResult {
  /** JSON text of a stored value; `undefined` for `undefined`. */
  readonly stored: string | undefined;
  /** Whether the value can be read back. */
  readonly isRecorded: boolean;
}

/** How a run's results are kept: what it says itself, else what the flow run around it does. */
export interface ResultSettings {
  readonly isPersisted: boolean;
  readonly serializer: ResultSerializer;
}

export const defaultResults: ResultSettings = { isPersisted: true, serializer: "default" };

/** One object for all who say nothing of their own. */
export function resultSettings(
  own: { readonly persistResult: boolean | undefined; readonly serializer: ResultSerializer | undefined },
  around: ResultSettings,
): ResultSettings {
  if (own.persistResult === undefined && own.serializer === undefined) return around;
  return { isPersisted: own.persistResult ?? around.isPersisted, serializer: own.serializer ?? around.serializer };
}

/**
 * The result as recorded. A value that cannot be serialised never fails the run; a disk that takes none does: then the
 * root run is told to stop, and nobody may be shown a value that no resume would find (J3).
 *
 * @throws StoreUnwritableError
 */
export function encodeResult(run: FlowRun | TaskRun, value: unknown): EncodedResult {
  return encodeProduct(run, value, "result");
}

/** An item of a generator, recorded as a result is. `isFirst`: nothing has been said yet of items that cannot be. @throws StoreUnwritableError */
export function encodeItemValue(run: FlowRun | TaskRun, value: unknown, isFirst: boolean): EncodedResult {
  return encodeProduct(run, value, isFirst ? "an item" : null);
}

/** `what`: how the log calls it; `null`: it says nothing. */
function encodeProduct(run: FlowRun | TaskRun, value: unknown, what: string | null): EncodedResult {
  const { isPersisted, serializer } = run.results;
  if (!isPersisted) return { stored: '{"m":"persistResult is off"}', isRecorded: false };
  const { root } = run;
  try {
    const kept = storeUnlessSecret(
      root.storage,
      (storage) => serializeResult(serializer, value, { limit: inlineLimit.result, storage, known: root.storedTexts }),
      ({ stored }) => stored,
    );
    if (kept === null) {
      if (what !== null) root.log("warn", `${capitalized(what)} of ${run.name} contains a secret, so that it is kept for this process only.`, run.about);
      return { stored: secretValue, isRecorded: false };
    }
    const { stored, problem } = kept;
    if (problem === null) return { stored, isRecorded: true };
    if (what !== null) root.log("warn", `Encountered an error while serializing ${what} of ${run.name}: ${problem}. It is kept for this process only.`, run.about);
    return { stored, isRecorded: false };
  } catch (error) {
    if (error instanceof StoreUnwritableError) root.fail(error);
    throw error;
  }
}

function capitalized(text: string): string {
  return text === "result" ? "The result" : text.slice(0, 1).toUpperCase() + text.slice(1);
}
