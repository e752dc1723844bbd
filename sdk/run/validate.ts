import type { SchemaIssue, StandardSchema } from "../definition/standard-schema.ts";
import { ParameterValidationError } from "../../core/protocol/errors.ts";
import type { FlowDefinition } from "../definition/definition.ts";
import { parametersOf, type Parameter } from "../definition/signature.ts";
import { namedParameters } from "./inputs.ts";

/**
 * The arguments as the flow's schema gives them back: an object by parameter name is tried first, then the tuple.
 *
 * @param coerced what the signature makes of arguments from outside, tried where the schema refuses them as they came: a
 * date is text there.
 * @throws ParameterValidationError with one sentence for each parameter that does not fit.
 */
export async function validateArguments(
  definition: FlowDefinition,
  args: readonly unknown[],
  coerced: readonly unknown[] | null = null,
): Promise<readonly unknown[]> {
  const { schema } = definition.settings;
  if (schema === undefined) return args;
  const given = await validateOnce(schema, definition, args);
  if (given.args !== null) return given.args;
  const converted = coerced === null ? null : await validateOnce(schema, definition, coerced);
  if (converted !== null && converted.args !== null) return converted.args;
  throw new ParameterValidationError(given.problems);
}

type Checked = { readonly args: readonly unknown[] } | { readonly args: null; readonly problems: readonly string[] };

async function validateOnce(schema: StandardSchema, definition: FlowDefinition, args: readonly unknown[]): Promise<Checked> {
  const parameters = parametersOf(definition.fn);
  const byName = await schema["~standard"].validate(givenByName(definition, args));
  if (byName.issues === undefined) return { args: toArguments(parameters, byName.value, args) };
  const asTuple = await schema["~standard"].validate([...args]);
  if (asTuple.issues === undefined) return { args: toArguments(parameters, asTuple.value, args) };
  // Of an object a schema over a tuple says no more than that it is none.
  const isOverTuple = byName.issues.every(({ path }) => (path ?? []).length === 0) && asTuple.issues.some(({ path }) => (path ?? []).length > 0);
  if (!isOverTuple) return { args: null, problems: byName.issues.map((issue) => describe(pathOf(issue), issue.message)) };
  const nameAt = (index: string): string => parameters[Number(index)]?.name ?? `arg${index}`;
  return { args: null, problems: asTuple.issues.map((issue) => describe(pathOf(issue).map((part, place) => (place === 0 ? nameAt(part) : part)), issue.message)) };
}

/** A default that only the function can work out is left out, as the call left it out. */
function givenByName(definition: FlowDefinition, args: readonly unknown[]): Record<string, unknown> {
  const values = namedParameters(definition.fn, args);
  parametersOf(definition.fn).forEach(({ name, default: value }, index) => {
    const isComputed = typeof value === "object" && value !== null && "$default" in value;
    if (isComputed && args[index] === undefined) delete values[name];
  });
  return values;
}

function toArguments(parameters: readonly Parameter[], output: unknown, args: readonly unknown[]): readonly unknown[] {
  if (Array.isArray(output)) return output as readonly unknown[];
  if (typeof output !== "object" || output === null) return args;
  // A schema may leave a parameter out; the argument then stays as it was given.
  return parameters.flatMap(({ name, isRest }, index): readonly unknown[] => {
    const value = name in output ? (Reflect.get(output, name) as unknown) : isRest ? args.slice(index) : args[index];
    return isRest && Array.isArray(value) ? (value as readonly unknown[]) : [value];
  });
}

function pathOf({ path }: SchemaIssue): readonly string[] {
  return (path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
}

/** `limit: expected a number`; a library that names the place itself is not made to say it twice. */
function describe(path: readonly string[], message: string): string {
  const place = path.join(".");
  return place === "" || message.startsWith(place) ? message : `${place}: ${message}`;
}
