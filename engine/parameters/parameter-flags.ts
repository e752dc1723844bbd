import { exampleLike, readValueText } from "./value-text.ts";
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

/** Reads `name=value` flags, each value as `value-text.ts` has it. The same name twice: the later one holds. The first problem is told. */
export function parseParameterFlags(flags: readonly string[]): ParsedFlags {
  const values = new Map<string, unknown>();
  for (const flag of flags) {
    const at = flag.indexOf("=");
    if (at <= 0) return { ok: false, problem: withoutName(flag) };
    const name = flag.slice(0, at).trim();
    const text = flag.slice(at + 1);
    const parsed = readValueText(text);
    if (!parsed.ok) return { ok: false, problem: malformed(name, text, parsed.problem) };
    values.set(name, parsed.value);
  }
  return { ok: true, values: Object.fromEntries(values) };
}

function withoutName(flag: string): FlagProblem {
  return {
    parameter: null,
    message: `The parameter "${flag}" has no ${flag.startsWith("=") ? "name" : "value"}.`,
    hint: "Write it as name=value, for example --param 'limit=10'.",
  };
}

function malformed(name: string, text: string, problem: string): FlagProblem {
  return {
    parameter: name,
    message: `The parameter ${name} ${problem}.`,
    hint: `Mend the JSON and put quotes of the shell around it all, for example --param '${name}=${exampleLike(text)}'.`,
  };
}
