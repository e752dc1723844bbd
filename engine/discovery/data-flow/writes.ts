import type { ts } from "ts-morph";

import type { Session } from "../session.ts";
import { unwrap } from "../syntax.ts";

/** A value put into a variable's array or object after it was made; `key` is null where it is computed or appended. */
export interface Addition {
  readonly value: ts.Expression;
  readonly key: string | null;
}

/** What happens to the variables of a file after their declarations. */
export interface Writes {
  /** Plain assignments, `x = v`, in order. */
  readonly assigned: ReadonlyMap<ts.Symbol, readonly ts.Expression[]>;
  /** `x += v`, `x.push(v)`, `x.key = v`, `x[i] = v`, in order. */
  readonly added: ReadonlyMap<ts.Symbol, readonly Addition[]>;
  /** Written in a way that is not followed, such as `[x, y] = v`. */
  readonly opaque: ReadonlySet<ts.Symbol>;
}

const APPENDING_METHODS: ReadonlySet<string> = new Set(["push", "unshift", "add"]);

/** Reads all writes of a file once. */
export function collectWrites({ ts: typescript, checker }: Session, source: ts.SourceFile): Writes {
  const { SyntaxKind } = typescript;
  const assigned = new Map<ts.Symbol, ts.Expression[]>();
  const added = new Map<ts.Symbol, Addition[]>();
  const opaque = new Set<ts.Symbol>();

  const symbolOf = (expression: ts.Expression): ts.Symbol | undefined => {
    const node = unwrap(typescript, expression);
    return typescript.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  };
  const add = (target: ts.Expression, value: ts.Expression, key: string | null): void => {
    const symbol = symbolOf(target);
    if (symbol !== undefined) added.set(symbol, [...(added.get(symbol) ?? []), { value, key }]);
  };
  const assign = (target: ts.Expression, value: ts.Expression): void => {
    const node = unwrap(typescript, target);
    if (typescript.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      if (symbol !== undefined) assigned.set(symbol, [...(assigned.get(symbol) ?? []), value]);
    } else if (typescript.isPropertyAccessExpression(node)) {
      // `list.length = 0` takes out what was put in.
      if (node.name.text === "length") markOpaque(node.expression);
      else add(node.expression, value, node.name.text);
    } else if (typescript.isElementAccessExpression(node)) {
      const key = node.argumentExpression;
      add(node.expression, value, typescript.isStringLiteralLike(key) || typescript.isNumericLiteral(key) ? key.text : null);
    } else markOpaque(node);
  };
  const markOpaque = (pattern: ts.Node): void => {
    if (typescript.isIdentifier(pattern)) {
      const isShorthand = typescript.isShorthandPropertyAssignment(pattern.parent);
      const symbol = isShorthand ? checker.getShorthandAssignmentValueSymbol(pattern.parent) : checker.getSymbolAtLocation(pattern);
      if (symbol !== undefined) opaque.add(symbol);
    }
    pattern.forEachChild(markOpaque);
  };
  const visit = (node: ts.Node): void => {
    if (typescript.isBinaryExpression(node)) {
      const operator = node.operatorToken.kind;
      if (operator === SyntaxKind.EqualsToken) assign(node.left, node.right);
      else if (operator > SyntaxKind.EqualsToken && operator <= SyntaxKind.LastAssignment) add(node.left, node.right, null);
    }
    if (typescript.isCallExpression(node) && typescript.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      if (APPENDING_METHODS.has(name.text)) for (const argument of node.arguments) add(expression, argument, null);
      if (name.text === "set" && node.arguments[1] !== undefined) add(expression, node.arguments[1], null);
    }
    const isLoopOverKnown = typescript.isForOfStatement(node) || typescript.isForInStatement(node);
    if (isLoopOverKnown && !typescript.isVariableDeclarationList(node.initializer)) markOpaque(node.initializer);
    node.forEachChild(visit);
  };
  visit(source);
  return { assigned, added, opaque };
}
