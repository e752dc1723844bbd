import type { ts } from "ts-morph";

import type { JsonValue } from "../../../core/protocol/json-schema.ts";
import { propertyNameText, unwrap } from "../syntax.ts";
import type { TypeScript } from "../typescript-api.ts";

/**
 * The default of a parameter as a schema shows it: a literal as its value, also a negative number, an array or an
 * object of literals; anything else as `{ "$default": "source text" }`.
 */
export function defaultValue(typescript: TypeScript, initializer: ts.Expression): JsonValue {
  const value = literalOf(typescript, initializer);
  return value === undefined ? { $default: initializer.getText() } : value;
}

function literalOf(typescript: TypeScript, expression: ts.Expression): JsonValue | undefined {
  const { SyntaxKind } = typescript;
  const node = unwrap(typescript, expression);
  if (typescript.isStringLiteralLike(node)) return node.text;
  if (typescript.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === SyntaxKind.TrueKeyword) return true;
  if (node.kind === SyntaxKind.FalseKeyword) return false;
  if (node.kind === SyntaxKind.NullKeyword) return null;
  if (typescript.isPrefixUnaryExpression(node)) {
    const value = literalOf(typescript, node.operand);
    if (typeof value !== "number") return undefined;
    if (node.operator === SyntaxKind.MinusToken) return -value;
    return node.operator === SyntaxKind.PlusToken ? value : undefined;
  }
  if (typescript.isArrayLiteralExpression(node)) return arrayOf(typescript, node);
  return typescript.isObjectLiteralExpression(node) ? objectOf(typescript, node) : undefined;
}

function arrayOf(typescript: TypeScript, node: ts.ArrayLiteralExpression): JsonValue | undefined {
  const values: JsonValue[] = [];
  for (const element of node.elements) {
    const value = literalOf(typescript, element);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function objectOf(typescript: TypeScript, node: ts.ObjectLiteralExpression): JsonValue | undefined {
  const values: Record<string, JsonValue> = {};
  for (const property of node.properties) {
    if (!typescript.isPropertyAssignment(property)) return undefined;
    const name = propertyNameText(typescript, property.name);
    const value = literalOf(typescript, property.initializer);
    if (name === null || value === undefined) return undefined;
    values[name] = value;
  }
  return values;
}
