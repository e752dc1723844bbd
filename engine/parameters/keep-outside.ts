import type { StoredValue } from "../../core/states/stored-value.ts";
import { encodeInline } from "../../journal/inline-value.ts";

/** How deep lists and objects may hold each other: checks, types and records call themselves for each level, and a stack has an end. */
const deepest = 1_000;

/** A value from outside as a request or an answer carries it. */
export type KeptOutside =
  | { readonly kind: "kept"; readonly stored: StoredValue | undefined }
  /** Nobody could read it back: it may not reach a flow as `undefined`. */
  | { readonly kind: "unrecordable"; readonly why: string };

export function keepOutside(value: unknown): KeptOutside {
  let why = "it is no JSON";
  const stored = encodeInline(value, (error) => {
    if (error instanceof Error) why = error.message;
  });
  return stored !== undefined && "m" in stored ? { kind: "unrecordable", why } : { kind: "kept", stored };
}

/** Why a value cannot be recorded that should not even be checked; `undefined`: it may be. */
export function tooDeep(value: unknown): string | undefined {
  // Level by level: the stack is what it is about.
  let level = isHolder(value) ? [value] : [];
  const seen = new Set<object>(level);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === deepest) return `it is nested more than ${deepest} deep`;
    const next: object[] = [];
    for (const holder of level) {
      for (const item of Object.values(holder) as unknown[]) {
        if (!isHolder(item) || seen.has(item)) continue;
        seen.add(item);
        next.push(item);
      }
    }
    level = next;
  }
  return undefined;
}

function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
