/**
 * Cheap looks at a file's text, so that most files of a workspace are never parsed.
 *
 * They may say yes too often, never no too often.
 */

/** Whether the text names the package as a module: `"millrace"`, whatever the quotes. */
export function mentionsMillrace(text: string): boolean {
  return text.includes("millrace") && /["'`]millrace["'`]/.test(text);
}

/**
 * Whether importers of a file with this text may hold flows although they do not name the package: it hands on what it did
 * not make (re-exports, export lists, plain aliases, CommonJS), or exports functions that may make flows.
 */
export function mayHandOn(text: string): boolean {
  return REEXPORT.test(text) || (mentionsMillrace(text) && EXPORTED_FUNCTION.test(text));
}

/** Whether a module with this text may give its importers the SDK or things made with it. */
export function mayProvideSdk(text: string): boolean {
  return mentionsMillrace(text) || REEXPORT.test(text);
}

const REEXPORT =
  /\bexport\s*(?:type\s*)?[*{=]|\bexports\b|\bexport\s+default\s+[\w$.]+\s*(?:;|$)|\bexport\s+(?:const|let|var)\s+[\w$]+(?:\s*:[^=]*)?\s*=\s*[\w$.]+\s*(?:;|$)/m;

const EXPORTED_FUNCTION = /\bexport\s+(?:default\s+)?(?:async\s+)?function\b|\bexport\s+const\s+[\w$]+[^=;]*=\s*(?:async\s*)?(?:<[^;{}]*>\s*)?\(/;
