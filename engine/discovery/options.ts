import type { ts } from "ts-morph";

import { follow } from "./sdk-names.ts";
import type { Session } from "./session.ts";
import { propertyNameText, unwrap } from "./syntax.ts";

/** What reading says about one option: its expression, that it is not given, or that reading cannot tell. */
export type FoundOption =
  | { readonly kind: "given"; readonly expression: ts.Expression }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly source: ts.Expression };

/** Finds an option in option objects, the ones that win first, through spreads and constants. */
export function findOption(session: Session, options: readonly ts.Expression[], name: string): FoundOption {
  for (const expression of options) {
    const found = findInObject(session, expression, name);
    if (found.kind !== "absent") return found;
  }
  return { kind: "absent" };
}

/** The text of a string that is written out, or of a constant that is. */
export function literalText(session: Session, expression: ts.Expression): string | null {
  const { ts: typescript } = session;
  const found = follow(session, expression);
  return found?.kind === "node" && typescript.isStringLiteralLike(found.node) ? found.node.text : null;
}

function findInObject(session: Session, expression: ts.Expression, name: string): FoundOption {
  const { ts: typescript } = session;
  const referent = follow(session, expression);
  const object = referent?.kind === "node" ? referent.node : null;
  if (object === null || !typescript.isObjectLiteralExpression(object)) return { kind: "unknown", source: unwrap(typescript, expression) };
  // The last one written wins.
  for (const property of [...object.properties].reverse()) {
    if (typescript.isSpreadAssignment(property)) {
      const found = findInObject(session, property.expression, name);
      if (found.kind !== "absent") return found;
    } else if (property.name !== undefined && propertyNameText(typescript, property.name) === name) {
      if (typescript.isPropertyAssignment(property)) return { kind: "given", expression: property.initializer };
      if (typescript.isShorthandPropertyAssignment(property)) return { kind: "given", expression: property.name };
      return { kind: "unknown", source: expression };
    }
  }
  return { kind: "absent" };
}
