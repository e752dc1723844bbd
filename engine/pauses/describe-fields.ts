import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
import { exampleInput } from "../../core/presentation/example-input.ts";
import { resolveSchema, wanted } from "../parameters/schema-words.ts";

/** The fields of an input for people, a line each, and what an answer may look like. */
export function describeFields(schema: ParametersSchema): string {
  const fields = linesOf(schema, { path: "", definitions: schema.$defs ?? {}, depth: 1 });
  return [...fields, `For example: --input '${JSON.stringify(exampleInput(schema))}'`].join("\n");
}

/** Fields of fields are told down to here: a type may hold itself. */
const deepest = 3;

interface Place {
  /** Of what holds the fields; empty for the input as a whole. */
  readonly path: string;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly depth: number;
}

function linesOf({ properties = {}, required = [] }: Pick<JsonSchema, "properties" | "required">, { path, definitions, depth }: Place): readonly string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const isNeeded = required.includes(name);
    const fallback = property.default === undefined ? (isNeeded ? "" : ", optional") : `, else ${JSON.stringify(property.default)}`;
    const about = property.description === undefined ? "" : `: ${property.description}`;
    const field = path === "" ? name : `${path}.${name}`;
    const line = `${field} (${wanted(property, definitions)}${fallback})${about}`;
    if (depth === deepest) return [line];
    const known = resolveSchema(property, definitions);
    const isList = known.items !== undefined && known.items !== false;
    const holder = isList ? resolveSchema(known.items, definitions) : known;
    return [line, ...linesOf(holder, { path: isList ? `${field}[]` : field, definitions, depth: depth + 1 })];
  });
}
