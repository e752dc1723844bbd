import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { EngineSettings } from "../../core/protocol/editor-api.ts";
import { UsageError } from "../../core/protocol/errors.ts";

/** What VS Code sets for its own processes, and would change how a run's Node behaves. */
const editorsOwn = /^(?:ELECTRON_|VSCODE_(?!INSPECTOR)|CHROME_|GOOGLE_|ORIGINAL_XDG_|APPLICATION_INSIGHTS)/;

/**
 * The variables that a run gets: the editor's own surroundings, then the file's, then the settings'.
 *
 * @throws UsageError when the file is not there or cannot be read.
 */
export function runEnvironment(
  surroundings: Readonly<Record<string, string | undefined>>,
  folder: string,
  { env, envFile }: Pick<EngineSettings, "env" | "envFile">,
): Readonly<Record<string, string | undefined>> {
  const inherited = Object.fromEntries(Object.entries(surroundings).filter(([name]) => !editorsOwn.test(name)));
  return { ...inherited, ...(envFile === null ? {} : readEnvFile(resolve(folder, envFile))), ...env };
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`The env file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, "Mend the setting millrace.envFile.");
  }
  return parseEnv(text);
}
