import type { ts } from "ts-morph";

import type { JsonSchema, JsonValue } from "../../../core/protocol/json-schema.ts";
import type { SchemaWriter } from "./schema-writer.ts";

/** The schema of a primitive type, a literal type, an enum or a template; null for every other type. */
export function literalSchema({ session }: SchemaWriter, type: ts.Type): JsonSchema | null {
  const { ts: typescript, checker } = session;
  const { TypeFlags } = typescript;
  if (type.flags & TypeFlags.Null) return { type: "null" };
  const value = literalValue(session.ts, checker, type);
  if (value !== undefined) return { ...typeOfAll([value]), const: value };
  if (type.flags & TypeFlags.TemplateLiteral) return { type: "string", pattern: templatePattern(typescript, type), "x-template": checker.typeToString(type) };
  if (type.flags & TypeFlags.StringLike) return { type: "string" };
  if (type.flags & TypeFlags.Boolean) return { type: "boolean" };
  if (type.flags & TypeFlags.BigIntLike) return { type: "integer", format: "bigint" };
  // An enum that is a union of its members is written as one.
  if (type.flags & TypeFlags.NumberLike && !type.isUnion()) return { type: "number" };
  return null;
}

/** The one value that a literal type stands for, undefined for a type of many values. Null is a value. */
export function literalValue(typescript: typeof ts, checker: ts.TypeChecker, type: ts.Type): JsonValue | undefined {
  if (type.flags & typescript.TypeFlags.Null) return null;
  if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
  if (type.flags & typescript.TypeFlags.BooleanLiteral) return checker.typeToString(type) === "true";
  return undefined;
}

/** A choice between values, with the type where they share one, since that is what values from outside are coerced to. */
export function enumSchema(values: readonly JsonValue[]): JsonSchema {
  return { ...typeOfAll(values), enum: values };
}

function typeOfAll(values: readonly JsonValue[]): JsonSchema {
  if (values.every((value) => typeof value === "string")) return { type: "string" };
  if (values.every((value) => typeof value === "number")) return { type: "number" };
  if (values.every((value) => typeof value === "boolean")) return { type: "boolean" };
  return {};
}

function templatePattern(typescript: typeof ts, type: ts.Type): string {
  if (!isTemplate(typescript, type)) return "";
  const parts = type.texts.map((text, index) => {
    const hole = type.types[index];
    const isNumber = hole !== undefined && (hole.flags & typescript.TypeFlags.NumberLike) !== 0;
    return escapePattern(text) + (hole === undefined ? "" : isNumber ? "-?[0-9.e+-]+" : "[^]*");
  });
  return `^${parts.join("")}$`;
}

function isTemplate(typescript: typeof ts, type: ts.Type): type is ts.TemplateLiteralType {
  return (type.flags & typescript.TypeFlags.TemplateLiteral) !== 0;
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
