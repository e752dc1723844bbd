import type { ts } from "ts-morph";

import type { JsonSchema, JsonValue } from "../../../core/protocol/json-schema.ts";

/** What the JSDoc of a property says: its text, and `@default` as JSON where it is JSON, else as text. */
export function documentationOf(checker: ts.TypeChecker, property: ts.Symbol): Pick<JsonSchema, "description" | "default"> {
  const description = plainText(property.getDocumentationComment(checker));
  const tag = property.getJsDocTags(checker).find(({ name }) => name === "default" || name === "defaultValue");
  const text = plainText(tag?.text);
  return {
    ...(description === "" ? {} : { description }),
    ...(text === "" ? {} : { default: parseDefault(text) }),
  };
}

/** The value of a `@default` tag; backticks and quotes of any kind around it are taken off. */
export function parseDefault(text: string): JsonValue {
  const bare = text.replace(/^`(.*)`$/s, "$1").trim();
  const quoted = /^'(.*)'$/s.exec(bare);
  if (quoted?.[1] !== undefined) return quoted[1];
  try {
    const value: unknown = JSON.parse(bare);
    return isJson(value) ? value : bare;
  } catch {
    // Not JSON: people write words there.
    return bare;
  }
}

function plainText(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return (parts ?? []).map((part) => part.text).join("").trim();
}

function isJson(value: unknown): value is JsonValue {
  // What JSON.parse gives is JSON; the guard is for the compiler.
  return value !== undefined;
}
