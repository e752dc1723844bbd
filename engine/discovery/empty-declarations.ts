import type { ts } from "ts-morph";

import type { TypeScript } from "./typescript-api.ts";

export const emptyDeclarationText = "Variable declaration list cannot be empty.";

/** Words that may stand behind a `const` without a name; most texts have none and are not walked. */
const nextLine = "export|import|const|let|var|function|class|enum|return|if|for|while|do|switch|case|default|try|throw|new|delete|typeof|void|null|this|true|false";
const suspicious = new RegExp(`\\b(?:const|var)(?:\\s+(?:${nextLine})\\b|\\s*(?:[;)}@]|//|/\\*|$))`);

/**
 * Where `const` stands alone, as it does while somebody types. The parser takes it; the compiler leaves the error (TS1123) to its
 * checker, which knows too little in a quick session to be asked.
 */
export function emptyDeclarations(typescript: TypeScript, source: ts.SourceFile): readonly number[] {
  if (!suspicious.test(source.text)) return [];
  const found: number[] = [];
  const visit = (node: ts.Node): void => {
    if (typescript.isVariableDeclarationList(node) && node.declarations.length === 0) found.push(node.getStart(source));
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}
