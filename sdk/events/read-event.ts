import { DefinitionError } from "../../core/protocol/errors.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { toPlainValue } from "../artifacts/plain-value.ts";
import { OptionCheck, show } from "../definition/check-option.ts";

/** An event as it is recorded; `null`: the run that tells it. */
export interface ReadEvent {
  readonly name: string;
  readonly resource: Readonly<Record<string, string>> | null;
  /** `undefined` for none. */
  readonly payload: Json | undefined;
}

/** Bounds of Prefect's events (`src/prefect/server/events/schemas/events.py`). */
const longestName = 1_024;
const mostLabels = 500;
const largestPayload = 1_500_000;

/** @throws DefinitionError that names the field, what was given and what is allowed. */
export function readEvent(given: unknown): ReadEvent {
  if (typeof given !== "object" || given === null) throw new DefinitionError(`emitEvent: expected { event, resource, payload }, got ${show(given)}.`);
  const options: Readonly<Record<string, unknown>> = { ...given };
  const check = new OptionCheck("emitEvent", options);
  check.onlyKnown(["event", "resource", "payload"]);
  const nameForm = `a name of 1 to ${longestName.toLocaleString("en")} characters`;
  const name = check.custom("event", nameForm, (value) => (typeof value === "string" && value.trim() !== "" && value.length <= longestName ? value : undefined));
  if (name === undefined) throw new DefinitionError(`emitEvent: event is missing, expected ${nameForm}.`);
  const resourceForm = `an object of at most ${mostLabels} texts, of which id is one and not empty`;
  const resource = check.custom("resource", resourceForm, (value) => (isResource(value) ? { ...value } : undefined)) ?? null;
  return { name, resource, payload: options["payload"] === undefined ? undefined : readPayload(options["payload"]) };
}

function isResource(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const labels: readonly [string, unknown][] = Object.entries(value);
  const id = labels.find(([label]) => label === "id")?.[1];
  return typeof id === "string" && id !== "" && labels.length <= mostLabels && labels.every(([, text]) => typeof text === "string");
}

function readPayload(value: unknown): Json {
  let payload: Json;
  try {
    payload = toPlainValue(value);
  } catch (error) {
    throw new DefinitionError(`emitEvent: payload cannot be JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const { length } = JSON.stringify(payload);
  if (length <= largestPayload) return payload;
  throw new DefinitionError(`emitEvent: payload is ${length.toLocaleString("en")} characters of JSON, expected at most ${largestPayload.toLocaleString("en")}. Keep the data elsewhere and tell where.`);
}
