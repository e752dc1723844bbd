import type { ts } from "ts-morph";

import type { TypeScript } from "./typescript-api.ts";

/**
 * Why a module is read: `signature` when a parameter's type, a default or a function handed to a call may come from it;
 * `value` when only values are taken, which matter if they are tasks, flows or the SDK.
 */
export type ImportNeed = "signature" | "value";

/** The modules that a file takes something from, by specifier. Imports for their side effects alone are left out. */
export function readsFromModules(typescript: TypeScript, source: ts.SourceFile, where: "everywhere" | "atTopLevel" = "everywhere"): ReadonlyMap<string, ImportNeed> {
  // What is loaded in a function's body may still be what gives the SDK.
  const skipsBodies = where === "atTopLevel" && !/\b(?:require|import)\s*\(/.test(source.text);
  const { inSignatures, required } = usesIn(typescript, source, skipsBodies);
  const needs = new Map<string, ImportNeed>();
  const note = (specifier: ts.Expression | undefined, need: ImportNeed): void => {
    if (specifier === undefined || !typescript.isStringLiteralLike(specifier)) return;
    if (needs.get(specifier.text) !== "signature") needs.set(specifier.text, need);
  };
  for (const statement of source.statements) {
    if (typescript.isImportDeclaration(statement) && statement.importClause !== undefined) {
      const isNeeded = namesOf(typescript, statement.importClause).some((name) => inSignatures.has(name));
      note(statement.moduleSpecifier, isNeeded ? "signature" : "value");
    }
    if (typescript.isExportDeclaration(statement)) note(statement.moduleSpecifier, "signature");
    if (typescript.isImportEqualsDeclaration(statement)) {
      const reference = statement.moduleReference;
      const need = inSignatures.has(statement.name.text) ? "signature" : "value";
      if (typescript.isExternalModuleReference(reference)) note(reference.expression, need);
    }
  }
  for (const { specifier, need } of required) note(specifier, need);
  return needs;
}

interface Uses {
  readonly inSignatures: ReadonlySet<string>;
  /** Modules named by `require("…")`, `import("…")` and the type `import("…").X`. */
  readonly required: readonly { readonly specifier: ts.Expression; readonly need: ImportNeed }[];
}

function usesIn(typescript: TypeScript, source: ts.SourceFile, skipsBodies: boolean): Uses {
  const inSignatures = new Set<string>();
  const required: { specifier: ts.Expression; need: ImportNeed }[] = [];
  const isJavaScript = /js$/.test(source.fileName);

  const visit = (node: ts.Node, isSignature: boolean, isTopLevel: boolean): void => {
    if (isSignature && typescript.isIdentifier(node)) inSignatures.add(node.text);
    if (typescript.isImportTypeNode(node) && typescript.isLiteralTypeNode(node.argument)) {
      if (typescript.isStringLiteral(node.argument.literal)) required.push({ specifier: node.argument.literal, need: "signature" });
    }
    if (typescript.isCallExpression(node)) {
      const [first] = node.arguments;
      const isImport = node.expression.kind === typescript.SyntaxKind.ImportKeyword;
      const isRequire = typescript.isIdentifier(node.expression) && node.expression.text === "require";
      if (first !== undefined && (isImport || isRequire)) required.push({ specifier: first, need: "value" });
      // A function may be handed to flow() by name, or be what another one makes of it.
      for (const argument of isTopLevel ? node.arguments : []) {
        const isWrapped = typescript.isCallExpression(argument) && /flow|task/i.test(node.expression.getText(source));
        const given = isWrapped ? argument.expression : argument;
        const name = typescript.isPropertyAccessExpression(given) ? given.expression : given;
        if (typescript.isIdentifier(name)) inSignatures.add(name.text);
      }
      for (const typeArgument of isTopLevel ? (node.typeArguments ?? []) : []) visit(typeArgument, true, isTopLevel);
    }
    const isDeclaring =
      typescript.isParameter(node) ||
      typescript.isTypeAliasDeclaration(node) ||
      typescript.isInterfaceDeclaration(node) ||
      typescript.isJSDoc(node) ||
      (isTopLevel && typescript.isTypeNode(node));
    const isBody = typescript.isBlock(node);
    if (isBody && skipsBodies) return;
    const below = isDeclaring || (isSignature && !isBody);
    node.forEachChild((child) => visit(child, below, isTopLevel && !isBody));
    const mayBeDocumented = typescript.isVariableStatement(node) || typescript.isFunctionLike(node);
    if (isJavaScript && mayBeDocumented) for (const tag of typescript.getJSDocTags(node)) visit(tag, true, false);
  };
  visit(source, false, true);
  return { inSignatures, required };
}

function namesOf(typescript: TypeScript, clause: ts.ImportClause): readonly string[] {
  const bindings = clause.namedBindings;
  const named =
    bindings === undefined
      ? []
      : typescript.isNamespaceImport(bindings)
        ? [bindings.name.text]
        : bindings.elements.map((element) => element.name.text);
  return clause.name === undefined ? named : [clause.name.text, ...named];
}
