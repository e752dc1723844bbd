/** What every part of Millrace makes alike of the input that a pause wants. */
import type { JsonSchema, JsonValue, ParametersSchema } from "./json-schema.ts";

/** The schema of a form: an object with named fields. What is none stands in its field `value`. */
export function formSchema(schema: JsonSchema): ParametersSchema {
  const { properties, required } = schema;
  if (schema.type === "object" && properties !== undefined) return { ...schema, type: "object", properties, required: required ?? [] };
  const { $defs, ...single } = schema;
  return {
    type: "object",
    properties: { value: single },
    required: ["value"],
    additionalProperties: false,
    "x-single": true,
    ...($defs === undefined ? {} : { $defs }),
  };
}

/** Whether a value that was read back is the schema of a form. */
export function isFormSchema(value: unknown): value is ParametersSchema {
  return isFields(value) && value["type"] === "object" && isFields(value["properties"]) && Array.isArray(value["required"]);
}

/** With the values to start from as the defaults of their fields, which are then not missed. */
export function withInitial(schema: ParametersSchema, initial: unknown): ParametersSchema {
  if (!isFields(initial)) return schema;
  const properties = Object.entries(schema.properties).map(([name, property]): [string, JsonSchema] => {
    const value = initial[name];
    // It came from JSON.
    return [name, value === undefined ? property : { ...property, default: value as JsonValue }];
  });
  return { ...schema, properties: Object.fromEntries(properties), required: schema.required.filter((name) => initial[name] === undefined) };
}

/** What was given, with the values to start from where it leaves fields out. */
export function completeInput(given: unknown, initial: unknown): unknown {
  if (!isFields(initial)) return given;
  if (given === undefined) return { ...initial };
  return isFields(given) ? { ...initial, ...given } : given;
}

/** The value that a form has in its field `value`; any other input as it is. */
export function singleValue(input: unknown): unknown {
  return isFields(input) && Object.keys(input).length === 1 && "value" in input ? input["value"] : input;
}

/** An object with named fields, as JSON has them. */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
