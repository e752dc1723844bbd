import { createRequire } from "node:module";
import type { parseExpressionAt } from "acorn";

/** Where the parser is: a file beside the bundle, or the package; put in place by the build, and by the test set-up. */
declare const MILLRACE_PARSER: string;

export interface Parser {
  readonly parseExpressionAt: typeof parseExpressionAt;
}

/** Loaded when a signature first needs it, and synchronously, since a call is: most functions never do, and it takes 5 ms. */
export function loadParser(): Parser {
  return createRequire(import.meta.url)(MILLRACE_PARSER) as Parser;
}
