import type { Json } from "../../core/states/stored-value.ts";

/**
 * A value as JSON for people to read: what JSON has no word for becomes `null` (NaN, infinities, `undefined`, functions),
 * or text (dates, big numbers, symbols). Maps are objects, sets are lists. Semantics of Prefect's table artifacts
 * (`sanitize_nan_values` in `src/prefect/artifacts.py`).
 *
 * @throws RangeError for what holds itself, or is nested more than 100 deep.
 */
export function toPlainValue(value: unknown, depth = 0): Json {
  if (depth > 100) throw new RangeError("it holds itself, or is nested too deep");
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : null;
    case "bigint":
    case "symbol":
      return String(value);
    case "object":
      return value === null ? null : fromObject(value, depth);
    default:
      return null;
  }
}

function fromObject(value: object, depth: number): Json {
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item: unknown) => toPlainValue(item, depth + 1));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (hasToJson(value)) return toPlainValue(value.toJSON(), depth + 1);
  const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value);
  return Object.fromEntries(Array.from(entries, ([key, item]) => [String(key), toPlainValue(item, depth + 1)]));
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}
