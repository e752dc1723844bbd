import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import type { InputProblem } from "../../core/protocol/input-problem.ts";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { isFields, singleValue } from "../../core/protocol/pause-input.ts";
import { isIntegerText } from "../parameters/values.ts";
import { withBigints } from "../parameters/with-bigints.ts";

/**
 * Checks what somebody gives to a pause against the schema that was recorded for it. Nothing is coerced: the input is JSON,
 * in which a bigint may be text.
 * `undefined` stands for an input of no fields.
 *
 * The words are those of Prefect, which are the ones of Python's `jsonschema`
 * (`src/prefect/server/api/flow_runs.py`, `resume_flow_run`).
 */
export function checkInput(schema: ParametersSchema, input: unknown): readonly InputProblem[] {
  const isSingle = schema["x-single"] === true;
  const given = isSingle ? asFields(singleValue(input)) : (input ?? {});
  // A format that is not known here is for whoever made the schema to check, and no reason to warn anybody.
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, logger: false });
  ajv.addFormat("date-time", (text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)));
  ajv.addFormat("bigint", isIntegerText);
  const validate = ajv.compile(withBigints(schema, { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }));
  if (validate(given)) return [];
  return tellingErrors(validate.errors ?? []).map(toProblem);
}

function asFields(value: unknown): unknown {
  return value === undefined ? {} : { value };
}

/** Of a failed choice the choice itself tells, not the branches that were tried. */
function tellingErrors(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf");
  return errors.filter((error) => error.keyword === "anyOf" || !choices.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`)));
}

function toProblem(error: ErrorObject): InputProblem {
  const missing: unknown = error.keyword === "required" ? error.params["missingProperty"] : undefined;
  const path = error.instancePath.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const keys = typeof missing === "string" ? [...path, missing] : path;
  return { field: keys.reduce((text, key) => (/^\d+$/.test(key) ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`), ""), message: messageOf(error) };
}

function messageOf({ keyword, params, data, message, parentSchema }: ErrorObject): string {
  const isBigint = isFields(parentSchema) && parentSchema["format"] === "bigint";
  switch (keyword) {
    case "minimum":
    case "maximum":
      return isBigint ? `${shown(data)} has lost digits, as so large a number of JSON does: give it as text, in quotes` : `${shown(data)} ${message ?? "does not fit"}`;
    case "required":
      return `${shown(params["missingProperty"])} is a required property`;
    case "type":
      return `${shown(data)} is not of type ${isBigint ? "'integer'" : shown(params["type"])}`;
    case "enum":
      return `${shown(data)} is not one of ${shown(params["allowedValues"])}`;
    case "const":
      return `${shown(params["allowedValue"])} was expected`;
    case "anyOf":
      return `${shown(data)} is not valid under any of the given schemas`;
    case "additionalProperties":
      return `Additional properties are not allowed (${shown(params["additionalProperty"])} was unexpected)`;
    case "format":
      return isBigint ? `${shown(data)} is not of type 'integer'` : `${shown(data)} is not a ${shown(params["format"])}`;
    default:
      return `${shown(data)} ${message ?? "does not fit"}`;
  }
}

function shown(value: unknown): string {
  if (typeof value === "string") return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  return isFields(value) || typeof value !== "undefined" ? JSON.stringify(value) : "nothing";
}
