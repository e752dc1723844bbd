import type { JsonSchema } from "../../core/protocol/json-schema.ts";
import { isRecord } from "./values.ts";

/** As a number a long integer would lose digits: its text is taken too, and `revive` makes it of that. `also`: words of the schema of each. */
export function withBigints(schema: JsonSchema, also: JsonSchema = {}): object {
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace);
    if (!isRecord(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]));
    return copy["format"] === "bigint" && copy["type"] === "integer" ? { ...copy, ...also, type: ["integer", "string"] } : copy;
  };
  return replace(schema) as object;
}
