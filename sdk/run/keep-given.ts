import type { StoredValue } from "../../core/states/stored-value.ts";
import { decodeValue, encodeValue, inlineLimit } from "../../journal/value-codec.ts";
import { secretValue, storeUnlessSecret } from "../secrets/guard-values.ts";
import type { FlowRun } from "./flow-run.ts";
import type { RootRun } from "./root-run.ts";

/** What a flow run was given from outside: a message, or the answer to a pause. */
export interface GivenValue {
  /** What its record says; `undefined` for `undefined`. */
  readonly recorded: StoredValue | undefined;
  /** What this process reads: the value itself, also where the file does not have it. */
  readonly held: StoredValue | undefined;
}

/**
 * Keeps what came as a message, inline however large: a record holds a large value as a file (J7), and one that contains a secret
 * not at all. What a record would say in its place never comes to user code.
 *
 * @param what how the log calls it. `flow`: the run that it is for; `null` where it is not begun yet.
 */
export function keepGiven(root: RootRun, given: StoredValue | undefined, what: string, flow: FlowRun | null): GivenValue {
  const decoded = decodeValue(given, { getResult: () => undefined, resultOf: () => undefined });
  if (decoded.kind === "missing") {
    // One that says so itself has the reason already.
    const missing: StoredValue = given !== undefined && "m" in given ? given : { m: decoded.reason };
    return { recorded: missing, held: missing };
  }
  const text = storeUnlessSecret(root.storage, (storage) => encodeValue(decoded.value, inlineLimit.result, storage), (stored) => stored);
  if (text === undefined) return { recorded: undefined, held: undefined };
  if (text === null) {
    root.log("warn", `${what} contains a secret, so that it is kept for this process only.`, { flow, task: null });
    return { recorded: JSON.parse(secretValue) as StoredValue, held: given };
  }
  const recorded = JSON.parse(text) as StoredValue;
  return { recorded, held: recorded };
}
