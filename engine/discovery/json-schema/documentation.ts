import type { ts } from "ts-morph";

import type { JsonSchema, JsonValue } from "../../../core/protocol/json-schema.ts";

const numbers = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems"] as const;

/** What JSDoc tags say of a value besides its type; the names are those of JSON Schema, as other generators take them. */
export type Limits = Pick<JsonSchema, (typeof numbers)[number] | "pattern">;

export type Documentation = Pick<JsonSchema, "description" | "default"> & Limits;

/** What the JSDoc of a property says: its text, its limits, and `@default` as JSON where it is JSON, else as text. */
export function documentationOf(checker: ts.TypeChecker, property: ts.Symbol): Documentation {
  const description = plainText(property.getDocumentationComment(checker));
  const tags = property.getJsDocTags(checker).map(({ name, text }) => ({ name, text: plainText(text) }));
  const tag = tags.find(({ name }) => name === "default" || name === "defaultValue");
  return {
    ...(description === "" ? {} : { description }),
    ...(tag === undefined || tag.text === "" ? {} : { default: parseDefault(tag.text) }),
    ...limitsIn(tags),
  };
}

/** The limits that the comment on a parameter gives, as in `/** @minimum 1 *\/ depth: number`. */
export function limitsOf(comments: readonly ts.JSDoc[]): Limits {
  const tags = comments.flatMap(({ tags: own }) => [...(own ?? [])]);
  return limitsIn(tags.map(({ tagName, comment }) => ({ name: tagName.text, text: typeof comment === "string" ? comment.trim() : "" })));
}

function limitsIn(tags: readonly { readonly name: string; readonly text: string }[]): Limits {
  const limits: Record<string, number | string> = {};
  for (const { name, text } of tags) {
    const isNumber = numbers.some((known) => known === name) && text !== "" && Number.isFinite(Number(text));
    if (isNumber) limits[name] = Number(text);
    if (name === "pattern" && isPattern(text)) limits["pattern"] = text;
  }
  return limits;
}

function isPattern(text: string): boolean {
  try {
    return text !== "" && new RegExp(text, "u").source !== "";
  } catch {
    // Prose, or a pattern of another dialect: nothing that a value could be held against.
    return false;
  }
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
