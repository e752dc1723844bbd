import type { JsonSchema } from "../../core/protocol/json-schema.ts";
import { typeText } from "../../core/presentation/schema-text.ts";
import { preview } from "./values.ts";

type Definitions = Readonly<Record<string, JsonSchema>>;

/** What a schema wants, with an article: `a number`, `an array of string`, `one of "a", "b"`. */
export function wanted(schema: JsonSchema, definitions: Definitions): string {
  const noun = nounOf(schema, definitions);
  if (/^(?:one of|null|anything|true|false|["\d-])/.test(noun)) return noun;
  return /^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** The schema that a `$ref` points to; any other schema is itself. */
export function resolveSchema(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = schema.$ref?.replace("#/$defs/", "");
  return (name === undefined ? undefined : definitions[name]) ?? schema;
}

function nounOf(schema: JsonSchema, definitions: Definitions): string {
  const known = resolveSchema(schema, definitions);
  if (known.const !== undefined) return preview(known.const);
  if (known.enum !== undefined) return `one of ${known.enum.map(preview).join(", ")}`;
  if (known.anyOf !== undefined) return [...new Set(known.anyOf.map((part) => nounOf(part, definitions)))].join(" or ");
  if (known.format === "date-time") return "date and time such as \"2026-01-31T09:00:00Z\"";
  if (known.format === "bigint") return "integer";
  if (known["x-template"] !== undefined) return `string like ${known["x-template"]}`;
  if (known.pattern !== undefined) return `string that matches ${known.pattern}`;
  if (known.type === "string" || known.type === "number") return [known.type, ...limitsOf(known)].join(" ");
  if (known.prefixItems !== undefined) return `tuple ${typeText(known)}`;
  if (known.type !== "array") return known.type ?? "anything";
  const isPlain = known.items === undefined || known.items === false || Object.keys(known.items).length === 0;
  // A recursive list would be described for ever; one level says enough.
  return isPlain || known.items.$ref !== undefined ? "array" : `array of ${nounOf(known.items, definitions)}`;
}

/** `≥ 1`, `of at most 20 characters`. */
function limitsOf(schema: JsonSchema): readonly string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength } = schema;
  const texts: readonly (readonly [number | undefined, string])[] = [
    [minimum, "≥ $"],
    [exclusiveMinimum, "> $"],
    [maximum, "≤ $"],
    [exclusiveMaximum, "< $"],
    [multipleOf, "in steps of $"],
    [minLength, "of at least $ characters"],
    [maxLength, "of at most $ characters"],
  ];
  const limits = texts.flatMap(([limit, text]) => (limit === undefined ? [] : [text.replace("$", String(limit))]));
  return limits.map((text, index) => (index === 0 ? text : `and ${text}`));
}
