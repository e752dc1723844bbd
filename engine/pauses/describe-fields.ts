import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { exampleInput } from "../../core/presentation/example-input.ts";
import { wanted } from "../parameters/schema-words.ts";

/** The fields of an input for people, a line each, and what an answer may look like. */
export function describeFields(schema: ParametersSchema): string {
  const fields = Object.entries(schema.properties).map(([name, property]) => {
    const isNeeded = schema.required.includes(name);
    const fallback = property.default === undefined ? (isNeeded ? "" : ", optional") : `, else ${JSON.stringify(property.default)}`;
    const about = property.description === undefined ? "" : `: ${property.description}`;
    return `${name} (${wanted(property, schema.$defs ?? {})}${fallback})${about}`;
  });
  return [...fields, `For example: --input '${JSON.stringify(exampleInput(schema))}'`].join("\n");
}
