import { realpathSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { sharedState } from "./shared-state.ts";

/**
 * Whether this module is the one that was started: `if (isMain(import.meta)) await myFlow()`. False while Millrace
 * imports it to find its flows.
 *
 * @param meta `import.meta` of the calling module; in CommonJS `module` or `{ filename: __filename }`.
 */
export function isMain(meta: { readonly url?: string; readonly filename?: string }): boolean {
  if (sharedState().isImporting) return false;
  const started = process.argv[1];
  const file = meta.url === undefined ? meta.filename : fileURLToPath(meta.url);
  if (started === undefined || file === undefined) return false;
  return sameFile(started, file);
}

function sameFile(first: string, second: string): boolean {
  try {
    return realpathSync(first) === realpathSync(second);
  } catch {
    // Started by a name without its extension, or from text: compared as written.
    return pathToFileURL(first).href === pathToFileURL(second).href;
  }
}
