import type { SchemaIssue } from "../definition/standard-schema.ts";
import { ParameterValidationError } from "../../core/protocol/errors.ts";
import type { FlowDefinition } from "../definition/definition.ts";
import { parametersOf } from "../definition/signature.ts";
import { namedParameters } from "./inputs.ts";

/**
 * The arguments as the flow's schema gives them back: an object by parameter name is tried first, then the tuple.
 *
 * @throws ParameterValidationError with one sentence for each parameter that does not fit.
 */
export async function validateArguments(definition: FlowDefinition, args: readonly unknown[]): Promise<readonly unknown[]> {
  const { schema } = definition.settings;
  if (schema === undefined) return args;
  const byName = await schema["~standard"].validate(namedParameters(definition.fn, args));
  if (byName.issues === undefined) return toArguments(definition, byName.value, args);
  const asTuple = await schema["~standard"].validate([...args]);
  if (asTuple.issues === undefined) return toArguments(definition, asTuple.value, args);
  throw new ParameterValidationError(byName.issues.map((issue) => describe(issue)));
}

function toArguments(definition: FlowDefinition, output: unknown, args: readonly unknown[]): readonly unknown[] {
  if (Array.isArray(output)) return output as readonly unknown[];
  if (typeof output !== "object" || output === null) return args;
  const parameters = parametersOf(definition.fn);
  // A schema may leave a parameter out; the argument then stays as it was given.
  return parameters.map((parameter, index) => (parameter.name in output ? (Reflect.get(output, parameter.name) as unknown) : args[index]));
}

function describe(issue: SchemaIssue): string {
  const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
