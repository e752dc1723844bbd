import type { ts } from "ts-morph";

import type { SourcePosition } from "./discovery.ts";
import type { TypeScript } from "./typescript-api.ts";

/** A function as far as it can be written in an expression or a declaration. */
export type FunctionNode = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration;

/** Whether a node is a function with parameters of its own that can be handed to `flow` or `task`. */
export function isFunctionNode(typescript: TypeScript, node: ts.Node): node is FunctionNode {
  return (
    typescript.isArrowFunction(node) ||
    typescript.isFunctionExpression(node) ||
    typescript.isFunctionDeclaration(node) ||
    typescript.isMethodDeclaration(node)
  );
}

/** The expressions whose value a function may give back, those of functions inside of it left out. */
export function resultsOf(typescript: TypeScript, { body }: FunctionNode): readonly ts.Expression[] {
  if (body === undefined) return [];
  if (!typescript.isBlock(body)) return [body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (typescript.isFunctionLike(node) || typescript.isClassLike(node)) return;
    if (typescript.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    node.forEachChild(visit);
  };
  visit(body);
  return found;
}

/** Takes off what changes nothing about a value: parentheses, `as`, `satisfies`, `!`, `<T>x`. */
export function unwrap(typescript: TypeScript, expression: ts.Expression): ts.Expression {
  return isWrapping(typescript, expression) ? unwrap(typescript, expression.expression) : expression;
}

/** The nearest node outside that is not merely such a wrapping. */
export function unwrappedParent(typescript: TypeScript, node: ts.Node): ts.Node {
  let parent = node.parent;
  while (isWrapping(typescript, parent)) parent = parent.parent;
  return parent;
}

/**
 * The place that V8 reports for a call: the callee's name in `t(x)`, the property's name in `t.submit(x)`, and the
 * opening parenthesis of the arguments for every other callee, such as `t.with({})(x)`.
 */
export function callOffset(typescript: TypeScript, call: ts.CallExpression): number {
  const callee = call.expression;
  if (typescript.isPropertyAccessExpression(callee)) return callee.name.getStart();
  if (typescript.isIdentifier(callee) && call.questionDotToken === undefined) return callee.getStart();
  return call.arguments.pos - 1;
}

/** An offset of a file as a 1-based position. */
export function positionOf(source: ts.SourceFile, offset: number): SourcePosition {
  const { line, character } = source.getLineAndCharacterOfPosition(offset);
  return { line: line + 1, column: character + 1 };
}

/** The name of a property where it is written out, also as a string; null for computed names. */
export function propertyNameText(typescript: TypeScript, name: ts.PropertyName): string | null {
  if (typescript.isIdentifier(name) || typescript.isStringLiteralLike(name) || typescript.isNumericLiteral(name)) {
    return name.text;
  }
  return typescript.isComputedPropertyName(name) && typescript.isStringLiteralLike(name.expression)
    ? name.expression.text
    : null;
}

function isWrapping(
  typescript: TypeScript,
  node: ts.Node,
): node is ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression | ts.TypeAssertion {
  return (
    typescript.isParenthesizedExpression(node) ||
    typescript.isAsExpression(node) ||
    typescript.isSatisfiesExpression(node) ||
    typescript.isNonNullExpression(node) ||
    typescript.isTypeAssertionExpression(node)
  );
}
