import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Check, CheckResult } from "./check.ts";
import { readModuleSettings } from "./read-tsconfig.ts";

const goodModules = ["nodenext", "node20", "preserve"];
const goodResolutions = ["nodenext", "bundler"];

/** Other settings cannot read the package's `exports`, or forbid what Node does with ESM. */
export const typescriptSettings: Check = {
  name: "TypeScript",
  run: ({ cwd }) => checkSettings(cwd),
};

/** What is wrong with the nearest settings and how to mend it, or `undefined`. */
export function typescriptProblem(folder: string): string | undefined {
  const result = checkSettings(folder);
  return result.ok ? undefined : `${result.detail}. ${result.mend}`;
}

export function nearestTsconfig(folder: string): string | undefined {
  const path = join(folder, "tsconfig.json");
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? undefined : nearestTsconfig(dirname(folder));
}

function includes(list: readonly string[], value: string | undefined): boolean {
  return value !== undefined && list.includes(value.toLowerCase());
}

function checkSettings(cwd: string): CheckResult {
  const path = nearestTsconfig(cwd);
  if (path === undefined) return { ok: true, detail: "no tsconfig.json, none is needed to run" };
  const shown = relative(cwd, path) || path;
  const { module, moduleResolution } = readModuleSettings(path);
  if (includes(goodModules, module) || includes(goodResolutions, moduleResolution)) {
    const said = [module === undefined ? "" : `module ${module}`, moduleResolution === undefined ? "" : `moduleResolution ${moduleResolution}`];
    return { ok: true, detail: `${shown}: ${said.filter((text) => text !== "").join(", ")}` };
  }
  const found = module === undefined && moduleResolution === undefined ? "no module" : `module ${module ?? "unset"}, moduleResolution ${moduleResolution ?? "unset"}`;
  return { ok: false, detail: `${shown} has ${found}`, mend: `Set "module": "nodenext" (or "preserve") in its compilerOptions.` };
}
