/**
 * Cheap looks at a file's text, so that most files of a workspace are never parsed.
 *
 * They may say yes too often, never no too often.
 */

/** Whether the text names the package as a module: `"millrace"`, whatever the quotes. */
export function mentionsMillrace(text: string): boolean {
  return text.includes("millrace") && /["'`]millrace["'`]/.test(text);
}

/** Whether the text may hand something on that it did not make: re-exports, export lists, plain aliases, CommonJS. */
export function mayReexport(text: string): boolean {
  return REEXPORT.test(text);
}

/** Whether a module with this text may give its importers the SDK or things made with it. */
export function mayProvideSdk(text: string): boolean {
  return mentionsMillrace(text) || mayReexport(text);
}

const REEXPORT =
  /\bexport\s*(?:type\s*)?[*{=]|\bexports\b|\bexport\s+default\s+[\w$.]+\s*(?:;|$)|\bexport\s+(?:const|let|var)\s+[\w$]+(?:\s*:[^=]*)?\s*=\s*[\w$.]+\s*(?:;|$)/m;
