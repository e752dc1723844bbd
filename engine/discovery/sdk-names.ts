import type { ts } from "ts-morph";

import type { Session } from "./session.ts";
import { type FunctionNode, isFunctionNode, propertyNameText, unwrap } from "./syntax.ts";

/**
 * What an expression stands for once names, imports, re-exports, `require` and plain aliases are followed.
 *
 * - `sdk`: an export of the package `millrace`.
 * - `module`: a whole module, as in `import * as m`.
 * - `node`: anything else; `name` is the name it was declared under, if any.
 */
export type Referent =
  | { readonly kind: "sdk"; readonly name: string }
  | { readonly kind: "module"; readonly symbol: ts.Symbol }
  | { readonly kind: "node"; readonly node: ts.Expression | FunctionNode; readonly name: string | null };

/** Deep enough for any chain of re-exports, small enough to end at once on a circular one. */
const MOST_HOPS = 50;

/**
 * Follows an expression to what it stands for, across files, by declarations alone: no types are computed, so it is
 * quick. Null when that is not certain (a variable that may be reassigned, a computed property, a parameter without binding).
 */
export function follow(session: Session, expression: ts.Expression, hops = 0): Referent | null {
  const { ts: typescript, checker } = session;
  if (hops > MOST_HOPS) return null;
  const node = unwrap(typescript, expression);
  if (typescript.isIdentifier(node)) {
    const symbol = checker.getSymbolAtLocation(node);
    return symbol === undefined ? null : followSymbol(session, symbol, hops + 1);
  }
  if (typescript.isPropertyAccessExpression(node)) {
    const owner = follow(session, node.expression, hops + 1);
    return owner === null ? null : memberOf(session, owner, node.name.text, hops + 1);
  }
  const isLoad = typescript.isCallExpression(node) || typescript.isAwaitExpression(node);
  const module = isLoad ? loadedModule(session, node) : null;
  return module === null ? { kind: "node", node, name: null } : { kind: "module", symbol: module };
}

/** As `follow`, from a symbol: that of an export, say. */
export function followSymbol(session: Session, symbol: ts.Symbol, hops = 0): Referent | null {
  const { ts: typescript, checker, sdkFile } = session;
  const target = symbol.flags & typescript.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  // Of an overloaded function the one that runs.
  const declaration = target.declarations?.find((one) => typescript.isFunctionDeclaration(one) && one.body !== undefined) ?? target.valueDeclaration ?? target.declarations?.[0];
  if (declaration === undefined || hops > MOST_HOPS) return null;
  if (typescript.isSourceFile(declaration)) return { kind: "module", symbol: target };
  if (declaration.getSourceFile().fileName === sdkFile) return { kind: "sdk", name: target.name };
  if (isFunctionNode(typescript, declaration)) return { kind: "node", node: declaration, name: declaration.name?.getText() ?? null };
  if (typescript.isBindingElement(declaration)) return followBinding(session, declaration, hops);
  if (typescript.isParameter(declaration)) {
    const argument = session.bindings.get(declaration);
    return argument === undefined ? null : follow(session, argument, hops + 1);
  }
  if (typescript.isShorthandPropertyAssignment(declaration)) {
    const value = checker.getShorthandAssignmentValueSymbol(declaration);
    return value === undefined ? null : followSymbol(session, value, hops + 1);
  }
  const initializer = initializerOf(session, declaration);
  if (initializer === null) return null;
  const found = follow(session, initializer, hops + 1);
  return found?.kind === "node" && found.name === null ? { ...found, name: target.name } : found;
}

/** The name in the package `millrace` that an expression means, null when it means something else. */
export function sdkName(session: Session, expression: ts.Expression): string | null {
  const found = follow(session, expression);
  return found?.kind === "sdk" ? found.name : null;
}

/** The value that a declaration gives its name for good. */
function initializerOf(session: Session, declaration: ts.Declaration): ts.Expression | null {
  const { ts: typescript } = session;
  if (typescript.isVariableDeclaration(declaration)) {
    const isConst = (typescript.getCombinedNodeFlags(declaration) & typescript.NodeFlags.Const) !== 0;
    const { initializer } = declaration;
    if (initializer === undefined) return null;
    // A `var` or `let` that starts as the result of a call is a definition or a require in older style.
    return isConst || typescript.isCallExpression(unwrap(typescript, initializer)) ? initializer : null;
  }
  if (typescript.isPropertyAssignment(declaration)) return declaration.initializer;
  if (typescript.isPropertyDeclaration(declaration)) return declaration.initializer ?? null;
  if (typescript.isExportAssignment(declaration)) return declaration.expression;
  // `exports.x = …` in a CommonJS file: the declaration is the left side or the whole assignment.
  const assignment = typescript.isBinaryExpression(declaration) ? declaration : declaration.parent;
  return typescript.isBinaryExpression(assignment) ? assignment.right : null;
}

function followBinding(session: Session, element: ts.BindingElement, hops: number): Referent | null {
  const { ts: typescript } = session;
  const pattern = element.parent;
  if (!typescript.isObjectBindingPattern(pattern) || element.dotDotDotToken !== undefined) return null;
  const named = element.propertyName ?? element.name;
  const isNested = typescript.isObjectBindingPattern(named) || typescript.isArrayBindingPattern(named);
  const name = isNested ? null : propertyNameText(typescript, named);
  const holder = pattern.parent;
  const value = typescript.isVariableDeclaration(holder) ? holder.initializer : session.bindings.get(holder);
  if (name === null || value === undefined) return null;
  const owner = follow(session, value, hops + 1);
  return owner === null ? null : memberOf(session, owner, name, hops + 1);
}

function memberOf(session: Session, owner: Referent, name: string, hops: number): Referent | null {
  const { ts: typescript, checker } = session;
  if (owner.kind === "module") {
    const member = checker.tryGetMemberInModuleExports(name, owner.symbol);
    if (member !== undefined) return followSymbol(session, member, hops);
    // `module.exports = { … }` and `export = …` are one value with the names inside.
    const whole = checker.tryGetMemberInModuleExports("export=", owner.symbol);
    const value = whole === undefined || hops > MOST_HOPS ? null : followSymbol(session, whole, hops + 1);
    return value === null ? null : memberOf(session, value, name, hops + 1);
  }
  if (owner.kind !== "node" || !typescript.isObjectLiteralExpression(owner.node)) return null;
  for (const property of owner.node.properties) {
    if (property.name === undefined || propertyNameText(typescript, property.name) !== name) continue;
    if (typescript.isPropertyAssignment(property)) return follow(session, property.initializer, hops);
    if (typescript.isMethodDeclaration(property)) return { kind: "node", node: property, name };
    const value = typescript.isShorthandPropertyAssignment(property) ? checker.getShorthandAssignmentValueSymbol(property) : undefined;
    return value === undefined ? null : followSymbol(session, value, hops);
  }
  return null;
}

/** The module behind `require("…")`, `import("…")` and `await import("…")`. */
function loadedModule(session: Session, node: ts.CallExpression | ts.AwaitExpression): ts.Symbol | null {
  const { ts: typescript, checker, program, resolver } = session;
  const call = typescript.isAwaitExpression(node) ? unwrap(typescript, node.expression) : node;
  if (!typescript.isCallExpression(call)) return null;
  const [specifier] = call.arguments;
  const isImport = call.expression.kind === typescript.SyntaxKind.ImportKeyword;
  const isRequire = typescript.isIdentifier(call.expression) && call.expression.text === "require";
  if (specifier === undefined || !typescript.isStringLiteralLike(specifier) || !(isImport || isRequire)) return null;
  const file = resolver.resolve(specifier.text, node.getSourceFile().fileName);
  const source = file === null ? undefined : program.getSourceFile(file);
  return source === undefined ? null : (checker.getSymbolAtLocation(source) ?? null);
}
