import type { ts } from "ts-morph";

import type { JsonSchema } from "../../../core/protocol/json-schema.ts";
import { type Documentation, documentationOf } from "./documentation.ts";
import { anySchema, type SchemaWriter } from "./schema-writer.ts";

/** An object type: its properties in order, what is required, and index signatures as `additionalProperties`. */
export function objectSchema(writer: SchemaWriter, type: ts.Type): JsonSchema {
  const { checker } = writer.session;
  const foreign = notJson(writer, type);
  if (foreign !== null) return foreign;
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const property of checker.getPropertiesOfType(type)) {
    // Names of symbols and private names cannot be keys of JSON.
    if (property.name.startsWith("__@") || property.name.startsWith("__#")) continue;
    properties[property.name] = propertySchema(writer, property);
    if ((property.flags & writer.session.ts.SymbolFlags.Optional) === 0) required.push(property.name);
  }
  const values = indexSchemas(writer, type);
  const isEmpty = Object.keys(properties).length === 0;
  if (isEmpty && values.length === 0) return anySchema(`the type ${checker.typeToString(type)} has no properties`);
  const [first, ...others] = values;
  return {
    type: "object",
    ...(isEmpty ? {} : { properties }),
    ...(required.length === 0 ? {} : { required }),
    ...(first === undefined ? {} : { additionalProperties: others.length === 0 ? first : { anyOf: values } }),
  };
}

function propertySchema(writer: SchemaWriter, property: ts.Symbol): JsonSchema {
  const { ts: typescript, checker } = writer.session;
  const declaration = property.valueDeclaration ?? property.declarations?.[0];
  const node = declaration !== undefined && typescript.isPropertySignature(declaration) ? declaration.type : undefined;
  const declared = checker.getTypeOfSymbol(property);
  // A mapped or generic type computes the property anew, so that what was written no longer says what it is.
  const isAsWritten = node !== undefined && checker.getTypeFromTypeNode(node) === withoutUndefined(checker, property, declared, typescript);
  const schema = writer.write(withoutUndefined(checker, property, declared, typescript), isAsWritten ? node : undefined);
  return describe(schema, documentationOf(checker, property));
}

/** Adds what the documentation says; it goes before what the schema itself remarks. */
export function describe(schema: JsonSchema, documentation: Documentation): JsonSchema {
  const description = [documentation.description, schema.description].filter((text) => text !== undefined).join(" ");
  return { ...schema, ...documentation, ...(description === "" ? {} : { description }) };
}

function withoutUndefined(checker: ts.TypeChecker, property: ts.Symbol, type: ts.Type, typescript: typeof ts): ts.Type {
  if ((property.flags & typescript.SymbolFlags.Optional) === 0 || !type.isUnion()) return type;
  const isNullable = type.types.some((member) => member.flags & typescript.TypeFlags.Null);
  // The checker's own function takes null off as well; the union writer leaves undefined out in any case.
  return isNullable ? type : checker.getNonNullableType(type);
}

function indexSchemas(writer: SchemaWriter, type: ts.Type): readonly JsonSchema[] {
  const { ts: typescript, checker } = writer.session;
  return checker
    .getIndexInfosOfType(type)
    .filter((info) => (info.keyType.flags & typescript.TypeFlags.ESSymbolLike) === 0)
    .map((info) => writer.write(info.type, info.declaration?.type));
}

/** The answer for objects that are not plain data: dates, functions, instances, what the language itself brings. */
function notJson(writer: SchemaWriter, type: ts.Type): JsonSchema | null {
  const { ts: typescript, checker, program } = writer.session;
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return anySchema("a function");
  const symbol = type.getSymbol();
  if (symbol === undefined) return null;
  const declarations = symbol.declarations ?? [];
  const isOfLanguage = declarations.some((declaration) => program.isSourceFileDefaultLibrary(declaration.getSourceFile()));
  const isNamed = (symbol.flags & (typescript.SymbolFlags.Interface | typescript.SymbolFlags.Class)) !== 0;
  if (isOfLanguage && isNamed && symbol.name === "Date") return { type: "string", format: "date-time" };
  if (isOfLanguage && isNamed) return anySchema(`${checker.typeToString(type)} cannot be written as JSON`);
  return symbol.flags & typescript.SymbolFlags.Class ? anySchema(`an instance of the class ${symbol.name}`) : null;
}
