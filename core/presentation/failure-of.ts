import type { EngineFailure } from "../protocol/editor-api.ts";

/** Of a response error its data (E3), of any other error what it says. */
export function failureOf(error: unknown): EngineFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (typeof error !== "object" || error === null) return { code: "MILLRACE_USAGE", message, hint: null };
  if ("data" in error && isFailure(error.data)) return error.data;
  if (isFailure(error)) return { code: error.code, message: error.message, hint: error.hint ?? null };
  // A number is the connection's own: https://github.com/microsoft/vscode-languageserver-node/blob/main/jsonrpc/src/common/messages.ts
  const isConnection = "code" in error && typeof error.code === "number";
  return { code: isConnection ? "MILLRACE_ENGINE_UNAVAILABLE" : "MILLRACE_USAGE", message, hint: null };
}

function isFailure(value: unknown): value is EngineFailure {
  return typeof value === "object" && value !== null && "code" in value && typeof value.code === "string" && "message" in value && typeof value.message === "string";
}

/** What went wrong and what to do, as two sentences: what a library says often ends without a stop. */
export function joinSentences(message: string, hint: string | null): string {
  if (hint === null) return message;
  return `${message}${/[.!?…]$/.test(message) ? "" : "."} ${hint}`;
}
