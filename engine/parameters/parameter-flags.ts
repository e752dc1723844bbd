import type { ParameterValues } from "./values.ts";

export type ParsedFlags =
  | { readonly ok: true; readonly values: ParameterValues }
  | { readonly ok: false; readonly problem: FlagProblem };

/** A flag that cannot be read: broken use. */
export interface FlagProblem {
  readonly parameter: string | null;
  /** One sentence that names the parameter and the place. */
  readonly message: string;
  /** How to write it instead. */
  readonly hint: string;
}

/**
 * Reads `name=value` flags. The value is JSON; what is not JSON is taken as text, unless it starts as JSON does with
 * `{`, `[` or `"`, which is a mistake. Text is also a number that would be spelled differently, such as `1.10`, `1e5` or one of
 * twenty digits: where a number is wanted the check makes it one, and where text is, a version or a hash is not changed.
 * The same name twice: the later one holds. The first problem is told.
 */
export function parseParameterFlags(flags: readonly string[]): ParsedFlags {
  const values = new Map<string, unknown>();
  for (const flag of flags) {
    const at = flag.indexOf("=");
    if (at <= 0) return { ok: false, problem: withoutName(flag) };
    const name = flag.slice(0, at).trim();
    const text = flag.slice(at + 1);
    const parsed = parseValue(text);
    if (!parsed.ok) return { ok: false, problem: malformed(name, text, parsed.message) };
    values.set(name, parsed.value);
  }
  return { ok: true, values: Object.fromEntries(values) };
}

type ParsedValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

function parseValue(text: string): ParsedValue {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value: typeof value === "number" && String(value) !== text.trim() ? text.trim() : value };
  } catch (cause) {
    if (!/^\s*[{["]/.test(text)) return { ok: true, value: text };
    return { ok: false, message: cause instanceof Error ? cause.message : String(cause) };
  }
}

function withoutName(flag: string): FlagProblem {
  return {
    parameter: null,
    message: `The parameter "${flag}" has no ${flag.startsWith("=") ? "name" : "value"}.`,
    hint: "Write it as name=value, for example --param 'limit=10'.",
  };
}

function malformed(name: string, text: string, reason: string): FlagProblem {
  const position = /position (\d+)/.exec(reason)?.[1];
  // Without a position the text ended too early.
  const at = position === undefined ? text.length : Number(position);
  const before = text.slice(Math.max(0, at - 20), at);
  const after = text.slice(at, at + 20);
  const what = reason.replace(/ in JSON at position.*$/s, "").replace(/^Unexpected end of JSON input$/, "it ends too early");
  const place = after === "" ? `at its end, after ${before}` : `at character ${at + 1}, before ${after}`;
  return {
    parameter: name,
    message: `The parameter ${name} is not valid JSON ${place}: ${what}.`,
    hint: `Mend the JSON and put quotes of the shell around it all, for example --param '${name}=${exampleLike(text)}'.`,
  };
}

function exampleLike(text: string): string {
  const start = text.trimStart();
  if (start.startsWith("{")) return '{"key": "value"}';
  return start.startsWith("[") ? '["a", "b"]' : '"text"';
}
