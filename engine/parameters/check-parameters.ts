import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";

import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
import { resolveSchema, wanted } from "./schema-words.ts";
import { branchOf } from "./union-branch.ts";
import { isIntegerText, isRecord, type ParameterValues, preview } from "./values.ts";
import { withBigints } from "./with-bigints.ts";

/** One value that does not fit. */
export interface ParameterProblem {
  readonly parameter: string;
  /** Where in the parameter, with its name: `repos`, `options.depth`, `repos[2]`. */
  readonly path: string;
  /** One sentence: the path, what is wanted, what was given. */
  readonly message: string;
}

export type CheckedParameters =
  | { readonly ok: true; readonly values: ParameterValues }
  | { readonly ok: false; readonly problems: readonly ParameterProblem[] };

/**
 * Checks values from outside against a flow's parameters. What fits stays as it is; text that spells what is wanted
 * (`"42"`, `"true"`) becomes that, and a number or boolean becomes text where text is wanted. Nothing is made of null.
 *
 * Dates stay text, so that the answer can be recorded as JSON; `revive` makes them. Names that the flow does not have
 * are passed through: `namesProblems` tells about them. What is not this schema's to check stays as it is.
 */
export function checkParameters(given: { readonly schema: ParametersSchema; readonly values: ParameterValues }): CheckedParameters {
  const { schema, values } = given;
  if (schema["x-checkedBy"] !== undefined) return { ok: true, values };
  const checked: Record<string, unknown> = { ...values };
  const problems: ParameterProblem[] = [];
  for (const [name, parameter] of Object.entries(schema.properties)) {
    // A parameter may be called `constructor`, which every object has.
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      if (schema.required.includes(name)) problems.push(toProblem(schema, name, [], value, parameter));
      continue;
    }
    const answer = checkOne(schema, name, parameter, value);
    if (answer.ok) checked[name] = answer.value;
    else problems.push(...answer.problems);
  }
  return problems.length === 0 ? { ok: true, values: checked } : { ok: false, problems };
}

type CheckedValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly ParameterProblem[] };

function checkOne(schema: ParametersSchema, name: string, parameter: JsonSchema, value: unknown): CheckedValue {
  const checked = checkValue(schema, name, [], parameter, value);
  if (checked.ok || typeof value !== "string" || !/^\s*[[{]/.test(value)) return checked;
  // Forms and variables of the environment hold lists and objects as text.
  const parsed = parseJson(value);
  const inside = parsed === undefined ? checked : checkValue(schema, name, [], parameter, parsed);
  return inside.ok || inside.problems.some(({ path }) => path !== name) ? inside : checked;
}

/** @param keys where the value stands in the parameter. */
function checkValue(schema: ParametersSchema, name: string, keys: readonly string[], wantedSchema: JsonSchema, value: unknown): CheckedValue {
  const definitions = schema.$defs ?? {};
  const { anyOf } = resolveSchema(wantedSchema, definitions);
  const union = anyOf === undefined ? ({ kind: "undecided" } as const) : branchOf(anyOf, value, definitions);
  if (union.kind === "branch") return checkValue(schema, name, keys, union.schema, value);
  if (union.kind === "noneOf" && isRecord(value)) {
    return { ok: false, problems: [toProblem(schema, name, [...keys, union.key], value[union.key], union.wanted)] };
  }
  // A library that coerces needs something to put the coerced value into.
  const holderSchema = withBigints({ type: "object", properties: { value: wantedSchema }, $defs: definitions });
  const strict = createAjv(false).compile(holderSchema);
  if (strict({ value })) return { ok: true, value };
  const strictErrors = strict.errors ?? [];
  const holder: { value: unknown } = { value: structuredClone(value) };
  const coercing = createAjv(true).compile(holderSchema);
  if (coercing(holder) && isFaithful(value, holder.value)) return { ok: true, value: holder.value };
  const errors = tellingErrors(coercing.errors ?? strictErrors);
  return { ok: false, problems: errors.flatMap((error) => problemsOf(schema, name, { keys, value }, error)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Text that only begins like JSON: told as the text that it is.
    return undefined;
  }
}

function createAjv(coerceTypes: boolean): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, coerceTypes });
  // Dates without a time or a zone are what people type; Date reads them as UTC or as local time.
  ajv.addFormat("date-time", (text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)));
  ajv.addFormat("bigint", isIntegerText);
  return ajv;
}

/** Whether only the spelling changed: null, and the numbers 0 and 1 for booleans, mean something else. */
function isFaithful(before: unknown, after: unknown): boolean {
  if (Array.isArray(before)) return Array.isArray(after) && before.every((value, index) => isFaithful(value, after[index]));
  if (isRecord(before)) return isRecord(after) && Object.entries(before).every(([key, value]) => isFaithful(value, after[key]));
  if (before === after) return true;
  // Text that changed had been made something else on the way, for a member of a union that did not fit in the end.
  if (typeof before === "string") return typeof after === "boolean" || (typeof after === "number" && before.trim() !== "" && Number.isFinite(after));
  return typeof after === "string" && before !== null;
}

/** Of a failed choice the choice itself tells, not the branches that were tried. */
function tellingErrors(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf").map(({ instancePath }) => instancePath);
  const telling = errors.filter((error) => {
    const isInside = choices.some((path) => error.instancePath === path || error.instancePath.startsWith(`${path}/`));
    const isOutermost = error.keyword === "anyOf" && !choices.some((path) => error.instancePath.startsWith(`${path}/`));
    return !isInside || isOutermost;
  });
  const seen = new Set<string>();
  return telling.filter((error) => {
    const key = `${error.instancePath} ${error.keyword === "required" ? error.params.missingProperty : ""}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

interface Place {
  /** Where the value stands in the parameter. */
  readonly keys: readonly string[];
  /** As it was given: what the library shows may have been converted on the way. */
  readonly value: unknown;
}

function problemsOf(schema: ParametersSchema, name: string, { keys, value }: Place, error: ErrorObject): readonly ParameterProblem[] {
  // The first segment is the holder's.
  const inner = error.instancePath.split("/").slice(2).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const path = [...keys, ...inner];
  const given = inner.reduce<unknown>((outer, key) => (typeof outer === "object" && outer !== null ? Reflect.get(outer, key) : undefined), value);
  const parent: unknown = error.parentSchema;
  const target: JsonSchema = isRecord(parent) ? parent : {};
  const missing: unknown = error.keyword === "required" ? error.params.missingProperty : undefined;
  if (typeof missing === "string") return [toProblem(schema, name, [...path, missing], undefined, target.properties?.[missing] ?? {})];
  const union = target.anyOf === undefined ? ({ kind: "undecided" } as const) : branchOf(target.anyOf, given, schema.$defs ?? {});
  if (union.kind !== "undecided") {
    const checked = checkValue(schema, name, path, target, given);
    if (!checked.ok) return checked.problems;
  }
  return [toProblem(schema, name, path, given, target, lengthRemark(error))];
}

function toProblem(
  schema: ParametersSchema,
  parameter: string,
  keys: readonly string[],
  value: unknown,
  target: JsonSchema,
  remark = "",
): ParameterProblem {
  const path = keys.reduce((text, key) => (/^\d+$/.test(key) ? `${text}[${key}]` : `${text}.${key}`), parameter);
  return { parameter, path, message: `${path}: expected ${wanted(target, schema.$defs ?? {})}${remark}, got ${preview(value)}` };
}

function lengthRemark({ keyword, params }: ErrorObject): string {
  if (keyword === "minItems") return ` with at least ${String(params.limit)} items`;
  return keyword === "items" || keyword === "maxItems" ? ` with at most ${String(params.limit ?? params.len)} items` : "";
}
