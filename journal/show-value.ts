import type { Json, StoredValue } from "../core/states/stored-value.ts";
import { decodeValue, type ValueSource } from "./value-codec.ts";

/** What is shared is shown wherever it is held, which may be without end for all practical purposes. */
const mostObjects = 1_000_000;

/** A stored value as JSON for people: never throws; what JSON lacks is shown in its nearest form. */
export function showStored(stored: StoredValue, source: ValueSource): Json {
  if ("m" in stored) return { $notRecorded: stored.m };
  if ("v" in stored) return stored.v;
  if ("o" in stored) return { $serializedBy: stored.by, text: stored.o };
  try {
    if ("c" in stored && stored.c === "o") return { $serializedBy: stored.by, text: source.getResult(stored.f) ?? null };
    const decoded = decodeValue(stored, source);
    if (decoded.kind === "missing") return { $notRecorded: decoded.reason };
    const isJson = "c" in stored && stored.c === "v";
    return isJson ? (decoded.value as Json) : showValue(decoded.value, new Set(), { left: mostObjects });
  } catch (error) {
    return { $notRecorded: error instanceof Error ? error.message : String(error) };
  }
}

interface Budget {
  left: number;
}

function showValue(value: unknown, above: ReadonlySet<object>, budget: Budget): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return String(value);
    case "object":
      if (value === null) return null;
      if (above.has(value)) return { $circular: true };
      budget.left -= 1;
      if (budget.left < 0) throw new RangeError(`it holds more than ${mostObjects} objects, shared ones counted each time`);
      return showObject(value, new Set([...above, value]), budget);
    default:
      return null;
  }
}

function showObject(value: object, above: ReadonlySet<object>, budget: Budget): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Set) return [...value].map((item) => showValue(item, above, budget));
  if (value instanceof Map) return showMap(value, above, budget);
  if (value instanceof RegExp || value instanceof URL) return String(value);
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (ArrayBuffer.isView(value)) return "length" in value ? Array.from(value as Uint8Array, Number) : [];
  if (Array.isArray(value)) return value.map((item) => showValue(item, above, budget));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, showValue(item, above, budget)]));
}

function showMap(map: ReadonlyMap<unknown, unknown>, above: ReadonlySet<object>, budget: Budget): Json {
  const entries = [...map].map(([key, item]) => [key, showValue(item, above, budget)] as const);
  const isKeyedByText = entries.every(([key]) => typeof key === "string");
  if (isKeyedByText) return Object.fromEntries(entries.map(([key, item]) => [String(key), item]));
  return entries.map(([key, item]) => [showValue(key, above, budget), item]);
}
