/** Values as they are typed on a command line: of parameters, of variables. */
import type { Json } from "../../core/states/stored-value.ts";

export type ReadValue =
  | { readonly ok: true; readonly value: Json }
  /** What is wrong, as it goes on behind the name of what the value is for. */
  | { readonly ok: false; readonly problem: string };

/**
 * JSON; what is not JSON is text, unless it starts as JSON does with `{`, `[` or `"`, which is a mistake. Text is also a
 * number that would be spelled differently, such as `1.10`, `1e5` or one of twenty digits: where a number is wanted the check
 * makes it one, and where text is, a version or a hash is not changed. One within a list or an object that would change is a
 * mistake.
 */
export function readValueText(text: string): ReadValue {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    if (!/^\s*[{["]/.test(text)) return { ok: true, value: text };
    return { ok: false, problem: malformed(text, cause instanceof Error ? cause.message : String(cause)) };
  }
  if (typeof value === "number" && String(value) !== text.trim()) return { ok: true, value: text.trim() };
  const changed = typeof value === "object" ? changedNumber(text) : undefined;
  return changed === undefined ? { ok: true, value } : { ok: false, problem: `contains the number ${changed}, which would become ${Number(changed)}: put it in double quotes to keep it as text` };
}

/** A value of the same kind, for an example. */
export function exampleLike(text: string): string {
  const start = text.trimStart();
  if (start.startsWith("{")) return '{"key": "value"}';
  return start.startsWith("[") ? '["a", "b"]' : '"text"';
}

/** The first number in valid JSON that no number of JavaScript is: a whole one with too many digits, one beyond all. */
function changedNumber(json: string): string | undefined {
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
    if (token.startsWith('"')) continue;
    const number = Number(token);
    if (!Number.isFinite(number) || (/^-?\d+$/.test(token) && BigInt(token) !== BigInt(number))) return token;
  }
  return undefined;
}

function malformed(text: string, reason: string): string {
  const position = /position (\d+)/.exec(reason)?.[1];
  // Without a position the text ended too early.
  const at = position === undefined ? text.length : Number(position);
  const before = text.slice(Math.max(0, at - 20), at);
  const after = text.slice(at, at + 20);
  const what = reason.replace(/ in JSON at position.*$/s, "").replace(/^Unexpected end of JSON input$/, "it ends too early");
  const place = after === "" ? `at its end, after ${before}` : `at character ${at + 1}, before ${after}`;
  return `is not valid JSON ${place}: ${what}`;
}
