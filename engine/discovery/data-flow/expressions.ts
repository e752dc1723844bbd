import type { ts } from "ts-morph";

import type { Session } from "../session.ts";
import { propertyNameText, unwrap } from "../syntax.ts";
import { originsOfCall } from "./calls.ts";
import { type FlowContext, NONE, type Origins, type Path, union } from "./flow-context.ts";
import { originsOfVariable } from "./variables.ts";
import { collectWrites } from "./writes.ts";

/**
 * Tells from which task calls the value of an expression comes.
 *
 * 1. An answer may leave a call out; it never names one whose result cannot be in the value.
 * 2. Only data counts: what decides whether something happens (a condition, an index) does not.
 * 3. Functions of the user are looked into when this file holds them; others give nothing.
 */
export interface DataFlow {
  originsOf(expression: ts.Expression): Origins;
}

/** A value is followed through at most so many expressions at a time. */
const DEEPEST = 200;
const PURE_CLASSES: ReadonlySet<string> = new Set(["Set", "Map", "Date", "URL"]);

/** Prepares the answers for one file. */
export function createDataFlow(session: Session, source: ts.SourceFile): DataFlow {
  const open = new Set<ts.Node>();
  const context: FlowContext = {
    session,
    source,
    writes: collectWrites(session, source),
    open,
    originsOf: (expression, path) => {
      const node = unwrap(session.ts, expression);
      if (open.has(node) || open.size > DEEPEST) return NONE;
      open.add(node);
      const origins = read(context, node, path);
      open.delete(node);
      return origins;
    },
  };
  return { originsOf: (expression) => context.originsOf(expression, []) };
}

function read(context: FlowContext, node: ts.Expression, path: Path): Origins {
  const { ts: typescript } = context.session;
  const { originsOf } = context;
  if (typescript.isIdentifier(node)) return originsOfVariable(context, node, path);
  if (typescript.isCallExpression(node)) return originsOfCall(context, node, path);
  if (typescript.isAwaitExpression(node) || typescript.isSpreadElement(node)) return originsOf(node.expression, path);
  if (typescript.isPropertyAccessExpression(node)) return originsOf(node.expression, [node.name.text, ...path]);
  if (typescript.isElementAccessExpression(node)) return originsOf(node.expression, [keyOf(context, node.argumentExpression), ...path]);
  if (typescript.isArrayLiteralExpression(node)) return ofArray(context, node, path);
  if (typescript.isObjectLiteralExpression(node)) return ofObject(context, node, path);
  if (typescript.isConditionalExpression(node)) return union([originsOf(node.whenTrue, path), originsOf(node.whenFalse, path)]);
  if (typescript.isBinaryExpression(node)) return ofBinary(context, node, path);
  if (typescript.isPrefixUnaryExpression(node)) return originsOf(node.operand, []);
  if (typescript.isTemplateExpression(node)) return union(node.templateSpans.map((span) => originsOf(span.expression, [])));
  const isPureNew = typescript.isNewExpression(node) && typescript.isIdentifier(node.expression) && PURE_CLASSES.has(node.expression.text);
  return isPureNew ? union((node.arguments ?? []).map((argument) => originsOf(argument, []))) : NONE;
}

function keyOf({ session }: FlowContext, key: ts.Expression): string | null {
  return session.ts.isStringLiteralLike(key) || session.ts.isNumericLiteral(key) ? key.text : null;
}

function ofArray(context: FlowContext, node: ts.ArrayLiteralExpression, [key, ...rest]: Path): Origins {
  const { ts: typescript } = context.session;
  const isSpread = (element: ts.Expression): boolean => typescript.isSpreadElement(element);
  if (key === undefined) return union(node.elements.map((element) => context.originsOf(element, [])));
  if (key === null) return union(node.elements.map((element) => context.originsOf(element, isSpread(element) ? [null, ...rest] : rest)));
  const index = /^\d+$/.test(key) ? Number(key) : -1;
  const element = node.elements[index];
  const isPlaced = element !== undefined && !node.elements.slice(0, index + 1).some(isSpread);
  return isPlaced ? context.originsOf(element, rest) : NONE;
}

function ofObject(context: FlowContext, node: ts.ObjectLiteralExpression, [key, ...rest]: Path): Origins {
  const { ts: typescript } = context.session;
  const origins: Origins[] = [];
  for (const property of [...node.properties].reverse()) {
    const isSpread = typescript.isSpreadAssignment(property);
    // What a spread brings may stand in the place of the property.
    if (isSpread && typeof key === "string") return context.originsOf(property.expression, [key, ...rest]);
    if (isSpread) origins.push(context.originsOf(property.expression, key === undefined ? [] : [key, ...rest]));
    if (!typescript.isPropertyAssignment(property) && !typescript.isShorthandPropertyAssignment(property)) continue;
    const value = typescript.isPropertyAssignment(property) ? property.initializer : property.name;
    const name = propertyNameText(typescript, property.name);
    if (typeof key === "string" && name === null) return NONE;
    if (typeof key === "string" && name === key) return context.originsOf(value, rest);
    if (typeof key !== "string") origins.push(context.originsOf(value, rest));
  }
  return union(origins);
}

function ofBinary({ session, originsOf }: FlowContext, node: ts.BinaryExpression, path: Path): Origins {
  const { SyntaxKind } = session.ts;
  const operator = node.operatorToken.kind;
  if (operator === SyntaxKind.CommaToken || operator === SyntaxKind.EqualsToken) return originsOf(node.right, path);
  if (operator > SyntaxKind.EqualsToken && operator <= SyntaxKind.LastAssignment) return NONE;
  const isChoice =
    operator === SyntaxKind.BarBarToken ||
    operator === SyntaxKind.QuestionQuestionToken ||
    operator === SyntaxKind.AmpersandAmpersandToken;
  return union([originsOf(node.left, isChoice ? path : []), originsOf(node.right, isChoice ? path : [])]);
}
