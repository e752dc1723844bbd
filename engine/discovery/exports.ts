import type { ts } from "ts-morph";

import type { Session } from "./session.ts";
import { follow } from "./sdk-names.ts";
import { propertyNameText, unwrap } from "./syntax.ts";

/**
 * The exported names of a file's own values, by the expression that makes the value. A name of its own is preferred
 * to `default`, the first one written to later ones. Covers ES exports, `export =`, `module.exports` and `exports.x`.
 */
export function exportedExpressions(session: Session, source: ts.SourceFile): ReadonlyMap<ts.Node, string> {
  const { ts: typescript } = session;
  const names = new Map<ts.Node, string>();
  const note = (expression: ts.Expression, name: string): void => {
    const found = follow(session, expression);
    const node = found?.kind === "node" ? found.node : unwrap(typescript, expression);
    const known = names.get(node);
    if (known === undefined || known === "default") names.set(node, name);
  };
  const noteWhole = (expression: ts.Expression): void => {
    const object = unwrap(typescript, expression);
    if (!typescript.isObjectLiteralExpression(object)) return note(expression, "default");
    for (const property of object.properties) {
      const name = property.name === undefined ? null : propertyNameText(typescript, property.name);
      if (name === null) continue;
      if (typescript.isPropertyAssignment(property)) note(property.initializer, name);
      if (typescript.isShorthandPropertyAssignment(property)) noteSymbol(name, session.checker.getShorthandAssignmentValueSymbol(property));
    }
  };
  const noteSymbol = (name: string, symbol: ts.Symbol | undefined): void => {
    const declaration = symbol?.valueDeclaration;
    if (declaration === undefined || !typescript.isVariableDeclaration(declaration)) return;
    if (declaration.initializer !== undefined) note(declaration.initializer, name);
  };

  for (const statement of source.statements) {
    if (typescript.isVariableStatement(statement)) {
      const isExported = statement.modifiers?.some((modifier) => modifier.kind === typescript.SyntaxKind.ExportKeyword) ?? false;
      for (const { name, initializer } of isExported ? statement.declarationList.declarations : []) {
        if (initializer !== undefined && typescript.isIdentifier(name)) note(initializer, name.text);
      }
    }
    if (typescript.isExportAssignment(statement)) {
      if (statement.isExportEquals === true) noteWhole(statement.expression);
      else note(statement.expression, "default");
    }
    if (typescript.isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
      const clause = statement.exportClause;
      for (const element of clause !== undefined && typescript.isNamedExports(clause) ? clause.elements : []) {
        noteSymbol(element.name.text, session.checker.getExportSpecifierLocalTargetSymbol(element));
      }
    }
    if (typescript.isExpressionStatement(statement)) noteAssignment(statement.expression);
  }
  return names;

  function noteAssignment(expression: ts.Expression): void {
    const isAssignment =
      typescript.isBinaryExpression(expression) && expression.operatorToken.kind === typescript.SyntaxKind.EqualsToken;
    if (!isAssignment || !typescript.isPropertyAccessExpression(expression.left)) return;
    const { expression: owner, name } = expression.left;
    if (typescript.isIdentifier(owner) && owner.text === "module" && name.text === "exports") noteWhole(expression.right);
    if (owner.getText() === "exports" || owner.getText() === "module.exports") note(expression.right, name.text);
    noteAssignment(expression.right);
  }
}
