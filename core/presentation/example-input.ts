import type { JsonSchema, JsonValue, ParametersSchema } from "../protocol/json-schema.ts";

/** An input that fits a schema as far as that can be made up: what must be given, and what has a value to start from. */
export function exampleInput(schema: ParametersSchema): JsonValue {
  const definitions = schema.$defs ?? {};
  const single = schema.properties["value"];
  if (schema["x-single"] === true && single !== undefined) return exampleOf(single, definitions, 0);
  const shown = Object.entries(schema.properties).filter(([name, property]) => schema.required.includes(name) || property.default !== undefined);
  return Object.fromEntries(shown.map(([name, property]) => [name, exampleOf(property, definitions, 0)]));
}

type Definitions = Readonly<Record<string, JsonSchema>>;

function exampleOf(given: JsonSchema, definitions: Definitions, depth: number): JsonValue {
  const schema = definitions[given.$ref?.replace("#/$defs/", "") ?? ""] ?? given;
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  const [choice] = schema.anyOf ?? [];
  if (choice !== undefined && depth < 5) return exampleOf(choice, definitions, depth + 1);
  switch (schema.type) {
    case "boolean":
      return true;
    case "integer":
    case "number":
      return schema.minimum ?? 0;
    case "string":
      return schema.format === "date-time" ? "2026-01-31T09:00:00Z" : "…";
    case "array":
      return [];
    case "object": {
      const needed = depth < 5 ? (schema.required ?? []) : [];
      return Object.fromEntries(needed.map((name) => [name, exampleOf(schema.properties?.[name] ?? {}, definitions, depth + 1)]));
    }
    default:
      return null;
  }
}
