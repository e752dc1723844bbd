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
      return nearestToZero(schema);
    case "string":
      return examplesOfFormats[schema.format ?? ""] ?? "…";
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

const examplesOfFormats: Readonly<Record<string, string>> = {
  "date-time": "2026-01-31T09:00:00Z",
  date: "2026-01-31",
  time: "09:00:00",
  email: "name@example.com",
  uri: "https://example.com",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/** Libraries bound whole numbers by the largest that a double holds: nobody means those. */
function nearestToZero({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): number {
  const least = Math.max(minimum ?? -Infinity, exclusiveMinimum === undefined ? -Infinity : exclusiveMinimum + 1);
  const most = Math.min(maximum ?? Infinity, exclusiveMaximum === undefined ? Infinity : exclusiveMaximum - 1);
  return Math.min(Math.max(0, least), most);
}
