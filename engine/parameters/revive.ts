import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
import { resolveSchema } from "./schema-words.ts";
import { isIntegerText, isRecord, type ParameterValues } from "./values.ts";

/**
 * Makes of JSON what the function's types say: text becomes a `Date` where the schema says date-time, an integer, or
 * the text of one, a `BigInt` where it says bigint. All else, and what does not fit, stays as it is.
 */
export function revive(given: { readonly schema: ParametersSchema; readonly values: ParameterValues }): ParameterValues {
  const { schema, values } = given;
  const revived: Record<string, unknown> = { ...values };
  for (const [name, parameter] of Object.entries(schema.properties)) {
    // A parameter may be called `constructor`, which every object has.
    if (Object.hasOwn(values, name) && values[name] !== undefined) revived[name] = reviveValue(parameter, values[name], schema.$defs ?? {});
  }
  return revived;
}

/**
 * The arguments for a call of the flow's function: one per parameter in order, undefined where none is given, the last
 * ones spread where the function takes a rest. Values are revived. Without a known function the values come as given.
 */
export function argumentsInOrder(schema: ParametersSchema, values: ParameterValues): unknown[] {
  const revived = revive({ schema, values });
  const parameters = Object.entries(schema.properties);
  if (parameters.length === 0 && schema.additionalProperties !== false) return Object.values(revived);
  return parameters.flatMap(([name, parameter]) => {
    const value = Object.hasOwn(revived, name) ? revived[name] : undefined;
    if (parameter["x-rest"] !== true) return [value];
    return Array.isArray(value) ? (value as unknown[]) : [];
  });
}

type Definitions = Readonly<Record<string, JsonSchema>>;

function reviveValue(schema: JsonSchema, value: unknown, definitions: Definitions): unknown {
  const known = resolveSchema(schema, definitions);
  if (known.anyOf !== undefined) return reviveChoice(known.anyOf, value, definitions);
  if (known.format === "bigint" && isIntegerText(value)) return BigInt(value);
  if (typeof value === "string") return known.format === "date-time" ? toDate(value) : value;
  if (typeof value === "number") return known.format === "bigint" && Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) {
    const rest = known.items === false || known.items === undefined ? {} : known.items;
    return value.map((element: unknown, index) => reviveValue(known.prefixItems?.[index] ?? rest, element, definitions));
  }
  if (!isRecord(value)) return value;
  const others = typeof known.additionalProperties === "object" ? known.additionalProperties : {};
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, reviveValue(propertyOf(known, key) ?? others, element, definitions)]),
  );
}

/** A key may be called `__proto__`, which every object has. */
function propertyOf({ properties = {} }: JsonSchema, key: string): JsonSchema | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

/** Text is a date only where no other choice takes text as it is; objects follow the first choice that has their keys. */
function reviveChoice(choices: readonly JsonSchema[], value: unknown, definitions: Definitions): unknown {
  const known = choices.map((choice) => resolveSchema(choice, definitions));
  const fitting = known.filter((choice) => mayHold(choice, value));
  if (typeof value === "string" && fitting.some((choice) => choice.format === undefined)) return value;
  if (typeof value === "number" && fitting.some((choice) => choice.format === undefined)) return value;
  const [first] = fitting;
  return first === undefined ? value : reviveValue(first, value, definitions);
}

function mayHold(schema: JsonSchema, value: unknown): boolean {
  if (schema.anyOf !== undefined) return true;
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum !== undefined) return schema.enum.some((one) => one === value);
  if (typeof value === "string") return schema.type === "string";
  if (typeof value === "number") return schema.type === "number" || schema.type === "integer";
  if (Array.isArray(value)) return schema.type === "array";
  if (!isRecord(value) || schema.type !== "object") return false;
  return (schema.required ?? []).every((key) => key in value) && hasItsConstants(schema, value);
}

/** Tells the members of a discriminated union apart. */
function hasItsConstants(schema: JsonSchema, value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(schema.properties ?? {}).every(
    ([key, { const: constant }]) => constant === undefined || value[key] === undefined || value[key] === constant,
  );
}

function toDate(text: string): Date | string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date;
}
