import type { Context } from "../context.ts";

/** One thing that has to be right for Millrace to work. A new one is a file here and a line in `checks.ts`. */
export interface Check {
  readonly name: string;
  run(context: Context): Promise<CheckResult> | CheckResult;
}

export type CheckResult =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly detail: string; readonly mend: string };

export type Finding = CheckResult & { readonly name: string };
