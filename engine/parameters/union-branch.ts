import type { JsonSchema } from "../../core/protocol/json-schema.ts";
import { resolveSchema } from "./schema-words.ts";
import { isRecord } from "./values.ts";

type Definitions = Readonly<Record<string, JsonSchema>>;

/** What a value's constants say about a union of objects, such as `{ kind: "circle", … } | { kind: "square", … }`. */
export type UnionAnswer =
  | { readonly kind: "branch"; readonly schema: JsonSchema }
  /** The property that tells the branches apart has none of their values. */
  | { readonly kind: "noneOf"; readonly key: string; readonly wanted: JsonSchema }
  | { readonly kind: "undecided" };

/** The member of a union that a value means, where properties with constants tell the members apart. */
export function branchOf(choices: readonly JsonSchema[], value: unknown, definitions: Definitions): UnionAnswer {
  if (!isRecord(value)) return { kind: "undecided" };
  const objects = choices.map((choice) => resolveSchema(choice, definitions)).filter(({ type }) => type === "object");
  const key = Object.keys(objects[0]?.properties ?? {}).find((name) => objects.every((schema) => constantsOf(schema, name).length > 0));
  if (key === undefined || objects.length < 2) return { kind: "undecided" };
  const fitting = objects.filter((schema) => constantsOf(schema, key).some((constant) => constant === value[key]));
  const [only] = fitting;
  if (fitting.length === 1 && only !== undefined) return { kind: "branch", schema: only };
  const all = [...new Set(objects.flatMap((schema) => constantsOf(schema, key)))];
  return fitting.length === 0 ? { kind: "noneOf", key, wanted: { enum: all } } : { kind: "undecided" };
}

function constantsOf({ properties }: JsonSchema, key: string): NonNullable<JsonSchema["enum"]> {
  const schema = properties?.[key];
  return schema?.const === undefined ? (schema?.enum ?? []) : [schema.const];
}
