import path from "node:path/posix";

import type { ts } from "ts-morph";

import { chainedCopies, type Definition } from "./definitions.ts";
import { findOption, optionText } from "./options.ts";
import type { Session } from "./session.ts";
import { positionOf, propertyNameText, unwrappedParent } from "./syntax.ts";

/** A name, and the expression that computes the real one where reading cannot know it. */
export interface FoundName {
  readonly name: string;
  readonly computedBy: ts.Expression | null;
}

/**
 * The name of a flow or task: the option `name`, else the function's own, else that of the variable or property that
 * holds it, else `<file's base name>:<line>`. A computed option falls back on the variable's name first.
 */
export function nameOfDefinition(session: Session, definition: Definition): FoundName {
  const option = findOption(session, definition, "name");
  const held = heldName(session, definition.call);
  const source = definition.call.getSourceFile();
  const place = `${path.basename(source.fileName)}:${positionOf(source, definition.call.getStart()).line}`;
  if (option.kind === "absent") return { name: definition.fnName ?? held ?? place, computedBy: null };
  const expression = option.kind === "given" ? option.expression : option.source;
  const literal = optionText(session, option);
  if (literal !== null) return { name: literal, computedBy: null };
  return { name: held ?? definition.fnName ?? place, computedBy: expression };
}

/**
 * The declaration that holds a definition: a variable, a property, an assignment; null for a bare expression. A helper
 * whose first argument it is (`const f = withRetries(flow(…))`) stands between them.
 */
export function holderOf(session: Session, call: ts.CallExpression): ts.Node | null {
  const { ts: typescript } = session;
  const { outermost } = chainedCopies(session, call);
  const parent = unwrappedParent(typescript, outermost);
  const isWrapped = typescript.isCallExpression(parent) && typescript.isIdentifier(parent.expression) && parent.arguments[0] === outermost;
  if (isWrapped) return holderOf(session, parent);
  const isHolder =
    typescript.isVariableDeclaration(parent) ||
    typescript.isPropertyAssignment(parent) ||
    typescript.isPropertyDeclaration(parent) ||
    typescript.isExportAssignment(parent) ||
    (typescript.isBinaryExpression(parent) && parent.operatorToken.kind === typescript.SyntaxKind.EqualsToken);
  return isHolder ? parent : null;
}

function heldName(session: Session, call: ts.CallExpression): string | null {
  const { ts: typescript } = session;
  const holder = holderOf(session, call);
  if (holder === null) return null;
  if (typescript.isVariableDeclaration(holder)) return typescript.isIdentifier(holder.name) ? holder.name.text : null;
  if (typescript.isPropertyAssignment(holder) || typescript.isPropertyDeclaration(holder)) {
    return propertyNameText(typescript, holder.name);
  }
  if (!typescript.isBinaryExpression(holder)) return null;
  const target = holder.left;
  if (typescript.isIdentifier(target)) return target.text;
  if (!typescript.isPropertyAccessExpression(target)) return null;
  const isWholeModule = target.getText() === "module.exports";
  return isWholeModule ? null : target.name.text;
}
