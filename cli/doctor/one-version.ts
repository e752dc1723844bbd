import { createRequire } from "node:module";
import { join } from "node:path";
import { millraceVersion, ownPackage } from "../own-package.ts";
import type { Check } from "./check.ts";

/** The runner is the workspace's own package, so it and this command have to be one version. */
export const oneVersion: Check = {
  name: "Millrace",
  run({ cwd }) {
    const { version } = ownPackage();
    const path = workspacePackage(cwd);
    if (path === undefined) {
      return { ok: false, detail: "the package is not installed in this project", mend: `npm install millrace@${version}` };
    }
    const installed = millraceVersion(path);
    if (installed === version) return { ok: true, detail: `${version}, in the project and as command` };
    return {
      ok: false,
      detail: `the project has ${installed ?? "an unknown version"}, this command is ${version}`,
      mend: `npm install millrace@${version}, or call the project's own command: npx millrace`,
    };
  },
};

/** Path of the `package.json` of the `millrace` that a flow in this folder imports. */
export function workspacePackage(cwd: string): string | undefined {
  try {
    return createRequire(join(cwd, "flow.js")).resolve("millrace/package.json");
  } catch {
    // Not installed: that is what is asked here.
    return undefined;
  }
}
