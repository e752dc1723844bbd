/** What is asked for a flow's parameters: one step each, read from their JSON Schema. */
import type { JsonSchema, ParametersSchema } from "../protocol/json-schema.ts";
import type { Json } from "../states/stored-value.ts";
import { typeText } from "./schema-text.ts";

export interface PromptStep {
  readonly name: string;
  readonly description: string | null;
  /** The default as it stands in the source; `null` for a parameter that has to be given. */
  readonly defaultText: string | null;
  readonly input: PickInput | TextInput;
}

export interface PickInput {
  readonly kind: "pick";
  readonly choices: readonly { readonly label: string; readonly value: Json }[];
}

export interface TextInput {
  readonly kind: "text";
  /** What may be typed, in a few words. */
  readonly expected: string;
  readonly read: (text: string) => Reading;
  readonly write: (value: Json) => string;
}

export type Reading = { readonly value: Json } | { readonly problem: string };

export function promptSteps(schema: ParametersSchema): readonly PromptStep[] {
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    description: property.description ?? null,
    defaultText: schema.required.includes(name) ? null : defaultText(property),
    input: inputOf(property, schema.$defs ?? {}),
  }));
}

function defaultText({ default: value }: JsonSchema): string {
  if (value === undefined) return "undefined";
  if (typeof value === "object" && value !== null && "$default" in value && typeof value["$default"] === "string") return value["$default"];
  return JSON.stringify(value);
}

type Definitions = Readonly<Record<string, JsonSchema>>;

function inputOf(given: JsonSchema, definitions: Definitions): PickInput | TextInput {
  const schema = resolve(given, definitions);
  const values = listedValues(schema, definitions);
  if (values !== undefined) {
    return { kind: "pick", choices: values.map((value) => ({ label: typeof value === "string" && value !== "" ? value : JSON.stringify(value), value })) };
  }
  const isText = schema.type === "string";
  if (isText && schema.format === "date-time") return textInput("a date such as 2026-01-31 or 2026-01-31T09:00:00Z", readDate);
  if (schema.format === "bigint") return textInput("a whole number", (text) => (/^-?\d+$/.test(text) ? { value: text } : { problem: `${text} is not a whole number` }));
  if (isText) return textInput("a text", (text) => readText(text, schema.pattern));
  if (schema.type === "integer") return textInput("a whole number", (text) => readNumber(text, Number.isInteger, "a whole number"));
  if (schema.type === "number") return textInput("a number", (text) => readNumber(text, Number.isFinite, "a number"));
  if (schema.type === "array") return textInput(`${typeText(schema)} as JSON`, (text) => readJson(text, Array.isArray, "a JSON list"));
  if (schema.type === "object") return textInput(`${typeText(schema)} as JSON`, (text) => readJson(text, isObject, "a JSON object"));
  const takesText = schema.anyOf === undefined || schema.anyOf.some((one) => resolve(one, definitions).type === "string");
  return textInput(`${typeText(schema)}${takesText ? "" : " as JSON"}`, (text) => readJson(text, () => true, "JSON", takesText));
}

function resolve(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = /^#\/\$defs\/(.+)$/.exec(schema.$ref ?? "")?.[1];
  const target = name === undefined ? undefined : definitions[name];
  return target === undefined || target === schema ? schema : resolve(target, definitions);
}

/** All values that a schema allows, when it lists them. */
function listedValues(schema: JsonSchema, definitions: Definitions): readonly Json[] | undefined {
  if (schema.enum !== undefined) return schema.enum;
  if (schema.const !== undefined) return [schema.const];
  if (schema.type === "boolean") return [true, false];
  if (schema.type === "null") return [null];
  if (schema.anyOf === undefined) return undefined;
  const parts = schema.anyOf.map((one) => listedValues(resolve(one, definitions), definitions));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

function textInput(expected: string, read: (text: string) => Reading): TextInput {
  return { kind: "text", expected, read, write: (value) => (typeof value === "string" && value !== "" ? value : JSON.stringify(value)) };
}

/** `""` stands for the empty text, since typing nothing means something else. */
function readText(text: string, pattern: string | undefined): Reading {
  const value = text === '""' ? "" : text;
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) return { problem: `Expected text that matches ${pattern}` };
  return { value };
}

function readDate(text: string): Reading {
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))) return { value: text };
  return { problem: `${text} is not a date. Expected 2026-01-31 or 2026-01-31T09:00:00Z` };
}

function readNumber(text: string, fits: (value: number) => boolean, expected: string): Reading {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return fits(value) ? { value } : { problem: `${text} is not ${expected}` };
}

function readJson(text: string, fits: (value: unknown) => boolean, expected: string, takesText = false): Reading {
  try {
    const value = JSON.parse(text) as Json;
    return fits(value) ? { value } : { problem: `Expected ${expected}` };
  } catch (error) {
    // What is being typed is not JSON most of the time.
    if (takesText) return { value: text };
    return { problem: `Expected ${expected}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
