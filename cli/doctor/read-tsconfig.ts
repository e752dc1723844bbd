import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";

export interface ModuleSettings {
  readonly module: string | undefined;
  readonly moduleResolution: string | undefined;
}

const deepestExtends = 10;

/**
 * The two settings of a `tsconfig.json` that matter here, with what it extends. Loading TypeScript for that would take
 * longer than all the other checks together, and a project need not have it. A file that cannot be read sets nothing.
 */
export function readModuleSettings(path: string, depth = 0): ModuleSettings {
  const config = parseJsonc(readText(path));
  const options = fieldOf(config, "compilerOptions");
  const own = { module: textOf(fieldOf(options, "module")), moduleResolution: textOf(fieldOf(options, "moduleResolution")) };
  const bases = depth >= deepestExtends ? [] : [fieldOf(config, "extends")].flat().flatMap((base) => locate(path, base));
  return bases.reverse().reduce<ModuleSettings>((settings, base) => {
    const inherited = readModuleSettings(base, depth + 1);
    return {
      module: settings.module ?? inherited.module,
      moduleResolution: settings.moduleResolution ?? inherited.moduleResolution,
    };
  }, own);
}

/** JSON with comments and trailing commas; `undefined` for what is neither. */
export function parseJsonc(text: string): unknown {
  const strict = text
    .replace(/^\uFEFF/, "")
    .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_match, literal: string | undefined) => literal ?? "")
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_match, literal: string | undefined) => literal ?? "");
  try {
    return JSON.parse(strict);
  } catch {
    // TypeScript itself reports a broken tsconfig.json better than we could.
    return undefined;
  }
}

function locate(from: string, base: unknown): readonly string[] {
  if (typeof base !== "string") return [];
  if (base.startsWith(".") || base.startsWith("/")) {
    const path = resolve(dirname(from), base);
    return [path.endsWith(".json") ? path : `${path}.json`];
  }
  const require = createRequire(from);
  for (const request of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      const found = require.resolve(request);
      if (found.endsWith(".json")) return [found];
    } catch {
      // The next form may be the right one.
    }
  }
  return [];
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // A base that is gone sets nothing; TypeScript reports it.
    return "";
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
