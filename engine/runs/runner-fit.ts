/**
 * What a runner that waits must have in common with the one that a launch would spawn. Besides the command that is what
 * it reads before it has orders: its own code, and the compiler options by which the loader treats every file.
 */
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { RunsContext } from "./runs-context.ts";

/** Options that load files of the user's as the process starts, or occupy a port: a runner with these cannot wait. */
const unfit = /^(?:-r|--(?:require|import|loader|experimental-loader|env-file|inspect|debug|watch|test|prof|cpu-prof|heap-prof|experimental-(?:default-)?config-file))/;

/** Two runners with the same text are alike; `undefined`: one that waits would not be what a fresh one is. */
export function runnerFit({ cwd, env, runner }: Pick<RunsContext, "cwd" | "env" | "runner">): string | undefined {
  const options = [...runner.nodeArgs, ...(env["NODE_OPTIONS"] ?? "").split(/\s+/)];
  if (options.some((option) => unfit.test(option))) return undefined;
  const config = env["TSX_TSCONFIG_PATH"];
  const files = [runner.entry, ...configFiles(config === undefined ? nearestConfig(cwd) : resolve(cwd, config))];
  return JSON.stringify([runner.node, runner.nodeArgs, cwd, env, files.map((path) => [path, stampOf(path)])]);
}

/** The `tsconfig.json` that the loader finds: in the folder, else in the nearest one above it. */
function nearestConfig(folder: string): string {
  const path = join(folder, "tsconfig.json");
  const parent = dirname(folder);
  return parent === folder || stampOf(path) !== null ? path : nearestConfig(parent);
}

/** A configuration and those that it extends by a path; one in a package is not edited by anybody. */
function configFiles(path: string, seen: readonly string[] = []): readonly string[] {
  if (seen.includes(path)) return seen;
  const [, list = ""] = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(readText(path)) ?? [];
  const bases = Array.from(list.matchAll(/"(\.[^"]*)"/g), ([, base = ""]) => resolve(dirname(path), base.endsWith(".json") ? base : `${base}.json`));
  return bases.reduce<readonly string[]>((files, base) => configFiles(base, files), [...seen, path]);
}

function stampOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.mtimeMs} ${found.size} ${found.ino}`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Not there: its stamp says so.
    return "";
  }
}
