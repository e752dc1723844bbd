import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { typeText } from "../../core/presentation/schema-text.ts";
import { resolveSchema, wanted } from "./schema-words.ts";
import type { ParameterValues } from "./values.ts";

/** A name that should not be there, or one that should: broken use, so that no run is recorded. */
export interface NameProblem {
  readonly kind: "unknown" | "missing";
  readonly parameter: string;
  /** One sentence that says what there is. */
  readonly message: string;
}

/** The names that the flow does not have and those that it needs. A schema without a known function accepts any name. */
export function namesProblems(given: { readonly schema: ParametersSchema; readonly values: ParameterValues }): readonly NameProblem[] {
  const { schema, values } = given;
  const known = Object.keys(schema.properties);
  const isOpen = schema.additionalProperties !== false;
  const unknown = isOpen ? [] : Object.keys(values).filter((name) => !Object.hasOwn(schema.properties, name));
  // A schema of the flow's own may fill in what is left out, and says itself what it misses.
  const missing = schema["x-checkedBy"] === "schema" ? [] : schema.required.filter((name) => !Object.hasOwn(values, name) || values[name] === undefined);
  return [
    ...unknown.map((parameter): NameProblem => ({ kind: "unknown", parameter, message: unknownMessage(parameter, known, schema) })),
    ...missing.map((parameter): NameProblem => ({
      kind: "missing",
      parameter,
      message: `The parameter ${parameter} is missing: it takes ${wanted(schema.properties[parameter] ?? {}, schema.$defs ?? {})}.`,
    })),
  ];
}

function unknownMessage(parameter: string, known: readonly string[], schema: ParametersSchema): string {
  // What is destructured has no name of its own, so whoever reads the code looks for the names of its fields.
  for (const name of known) {
    const holder = resolveSchema(schema.properties[name] ?? {}, schema.$defs ?? {});
    if (!Object.hasOwn(holder.properties ?? {}, parameter)) continue;
    return `There is no parameter ${parameter}: it is a field of ${name}, which takes ${typeText(holder)}, as in ${name}={"${parameter}":…}.`;
  }
  const offer = known.length === 0 ? "this flow takes none" : `this flow takes ${known.join(", ")}`;
  return `There is no parameter ${parameter}: ${offer}.`;
}
