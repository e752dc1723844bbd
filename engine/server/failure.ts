import { LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { EngineFailure } from "../../core/protocol/editor-api.ts";
import { EngineUnavailableError, MillraceError } from "../../core/protocol/errors.ts";

/** What the editor is told of an error, whatever it is (E3). */
export function failureOf(error: unknown): EngineFailure {
  if (error instanceof MillraceError) return { code: error.code, message: error.message, hint: error.hint ?? null };
  if (isOwnPartMissing(error)) {
    const replaced = new EngineUnavailableError("The engine's own files have been replaced while it was running, as by an installation.", error);
    return { code: replaced.code, message: replaced.message, hint: "Reload the window." };
  }
  const unexpected = new EngineUnavailableError(`The engine could not do this: ${error instanceof Error ? error.message : String(error)}.`, error);
  return { code: unexpected.code, message: unexpected.message, hint: "The output channel of the engine has more." };
}

export function toResponseError(error: unknown): ResponseError<EngineFailure> {
  const failure = failureOf(error);
  return new ResponseError(LSPErrorCodes.RequestFailed, failure.message, failure);
}

/** Parts of the engine are loaded when they are needed, and are called otherwise in another build. */
function isOwnPartMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND" && /[\\/]dist[\\/](?:command|sdk)-[^\\/]+\.js'/.test(error.message);
}

/** For the log: what is expected is its message, what is not its stack. */
export function describeError(error: unknown): string {
  if (error instanceof MillraceError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
