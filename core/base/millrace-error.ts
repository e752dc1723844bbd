/**
 * Base of every error that Millrace itself throws. Match by `code`, not by `instanceof`: an error may come from
 * another process, or from a second copy of the package in the same one.
 */
export class MillraceError extends Error {
  /** Name of the class. */
  override readonly name: string = "MillraceError";
  /** Stable, `MILLRACE_…`; listed in `docs/errors.md`. */
  readonly code: string;
  /** What to do about it, where that is not part of the message. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { readonly cause?: unknown; readonly hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** Whether this is a Millrace error of that code, wherever it was made. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
