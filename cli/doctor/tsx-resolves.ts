import { createRequire } from "node:module";
import { join } from "node:path";
import { ownPackage } from "../own-package.ts";
import type { Check } from "./check.ts";
import { workspacePackage } from "./one-version.ts";

/** TypeScript is loaded by tsx, which is a dependency of the package that runs the flow. */
export const tsxResolves: Check = {
  name: "tsx",
  run({ cwd }) {
    const from = workspacePackage(cwd) ?? join(ownPackage().folder, "package.json");
    try {
      const { version } = readVersion(createRequire(from)("tsx/package.json"));
      return { ok: true, detail: version };
    } catch {
      return { ok: false, detail: `tsx is not found from ${from}`, mend: "Install the dependencies again: npm install" };
    }
  },
};

function readVersion(manifest: unknown): { readonly version: string } {
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  return { version: typeof version === "string" ? version : "found" };
}
