import type { JsonSchema, JsonValue, ParametersSchema } from "../protocol/json-schema.ts";

/** Parameters as a signature would have them: `repos: string[], limit: number = 10`. */
export function parametersText(schema: ParametersSchema): string {
  return Object.entries(schema.properties)
    .map(([name, property]) => {
      const isOptional = !schema.required.includes(name);
      const type = typeText(property);
      if (property.default !== undefined) return `${name}: ${type} = ${defaultText(property.default)}`;
      return `${property["x-rest"] === true ? "..." : ""}${name}${isOptional && property["x-rest"] !== true ? "?" : ""}: ${type}`;
    })
    .join(", ");
}

/** A schema in the words of TypeScript. */
export function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(" | ");
  if (schema.allOf !== undefined) return schema.allOf.map(typeText).join(" & ");
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "object";
  if (schema["x-template"] !== undefined) return schema["x-template"];
  if (schema.format === "date-time") return "Date";
  if (schema.format === "bigint") return "bigint";
  switch (schema.type) {
    case "integer":
      return "number";
    case "array":
      return arrayText(schema);
    case "object":
      return objectText(schema);
    case undefined:
      return "any";
    default:
      return schema.type;
  }
}

function arrayText({ prefixItems, items, minItems = prefixItems?.length ?? 0 }: JsonSchema): string {
  if (prefixItems === undefined) return listText(items);
  const parts = prefixItems.map((item, index) => `${typeText(item)}${index < minItems ? "" : "?"}`);
  return `[${[...parts, ...(items === undefined || items === false ? [] : [`...${listText(items)}`])].join(", ")}]`;
}

function listText(items: JsonSchema | false | undefined): string {
  if (items === undefined || items === false) return "any[]";
  const item = typeText(items);
  return / [|&] /.test(item) ? `(${item})[]` : `${item}[]`;
}

function objectText({ properties, additionalProperties, required = [] }: JsonSchema): string {
  if (properties !== undefined && Object.keys(properties).length > 0) {
    const fields = Object.entries(properties).map(([name, field]) => `${name}${required.includes(name) ? "" : "?"}: ${typeText(field)}`);
    return `{ ${fields.join("; ")} }`;
  }
  if (typeof additionalProperties === "object") return `Record<string, ${typeText(additionalProperties)}>`;
  return "object";
}

function defaultText(value: JsonValue): string {
  if (typeof value === "object" && value !== null && "$default" in value && typeof value["$default"] === "string") return value["$default"];
  return JSON.stringify(value);
}
