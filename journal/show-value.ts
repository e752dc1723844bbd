import type { Json, StoredValue } from "../core/states/stored-value.ts";
import { decodeValue, type ValueSource } from "./value-codec.ts";

/** A stored value as JSON for people: never throws; what JSON lacks is shown in its nearest form. */
export function showStored(stored: StoredValue, source: ValueSource): Json {
  if ("m" in stored) return { $notRecorded: stored.m };
  try {
    const decoded = decodeValue(stored, source);
    return decoded.kind === "value" ? showValue(decoded.value, new Set()) : { $notRecorded: decoded.reason };
  } catch (error) {
    return { $notRecorded: error instanceof Error ? error.message : String(error) };
  }
}

function showValue(value: unknown, above: ReadonlySet<object>): Json {
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
      return above.has(value) ? { $circular: true } : showObject(value, new Set([...above, value]));
    default:
      return null;
  }
}

function showObject(value: object, above: ReadonlySet<object>): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Set) return [...value].map((item) => showValue(item, above));
  if (value instanceof Map) return showMap(value, above);
  if (value instanceof RegExp || value instanceof URL) return String(value);
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (ArrayBuffer.isView(value)) return "length" in value ? Array.from(value as Uint8Array, Number) : [];
  if (Array.isArray(value)) return value.map((item) => showValue(item, above));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, showValue(item, above)]));
}

function showMap(map: ReadonlyMap<unknown, unknown>, above: ReadonlySet<object>): Json {
  const entries = [...map].map(([key, item]) => [key, showValue(item, above)] as const);
  const isKeyedByText = entries.every(([key]) => typeof key === "string");
  if (isKeyedByText) return Object.fromEntries(entries.map(([key, item]) => [String(key), item]));
  return entries.map(([key, item]) => [showValue(key, above), item]);
}
