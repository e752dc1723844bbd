import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { wanted } from "./schema-words.ts";
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
  const missing = schema["x-checkedBy"] === "schema" ? [] : schema.required.filter((name) => values[name] === undefined);
  return [
    ...unknown.map((parameter): NameProblem => ({ kind: "unknown", parameter, message: unknownMessage(parameter, known) })),
    ...missing.map((parameter): NameProblem => ({
      kind: "missing",
      parameter,
      message: `The parameter ${parameter} is missing: it takes ${wanted(schema.properties[parameter] ?? {}, schema.$defs ?? {})}.`,
    })),
  ];
}

function unknownMessage(parameter: string, known: readonly string[]): string {
  const offer = known.length === 0 ? "this flow takes none" : `this flow takes ${known.join(", ")}`;
  return `There is no parameter ${parameter}: ${offer}.`;
}
