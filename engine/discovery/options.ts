import type { ts } from "ts-morph";

import type { Definition } from "./definitions.ts";
import { withBindings } from "./made-by-helper.ts";
import { follow } from "./sdk-names.ts";
import type { Bindings, Session } from "./session.ts";
import { propertyNameText, unwrap } from "./syntax.ts";

/** What reading says about one option: its expression, that it is not given, or that reading cannot tell. */
export type FoundOption =
  | { readonly kind: "given"; readonly expression: ts.Expression; readonly bindings: Bindings }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly source: ts.Expression };

/** Finds an option of a definition, in the objects that win first, through spreads, constants and what helpers were given. */
export function findOption(session: Session, { options }: Pick<Definition, "options">, name: string): FoundOption {
  for (const { expression, bindings } of options) {
    const found = findInObject(withBindings(session, bindings), expression, name);
    if (found.kind !== "absent") return found;
  }
  return { kind: "absent" };
}

/** The text of an option that is a string that is written out, or a constant that is. */
export function optionText(session: Session, option: FoundOption): string | null {
  if (option.kind !== "given") return null;
  const { ts: typescript } = session;
  const found = follow(withBindings(session, option.bindings), option.expression);
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
      if (typescript.isPropertyAssignment(property)) return { kind: "given", expression: property.initializer, bindings: session.bindings };
      if (typescript.isShorthandPropertyAssignment(property)) return { kind: "given", expression: property.name, bindings: session.bindings };
      return { kind: "unknown", source: expression };
    }
  }
  return { kind: "absent" };
}
