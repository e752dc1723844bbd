import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ensureWorkspace, findWorkspace } from "../../journal/workspace.ts";
import type { Check } from "./check.ts";

export const storeWritable: Check = {
  name: "Store",
  run({ cwd, env }) {
    const workspace = findWorkspace(cwd, cwd, env["MILLRACE_HOME"]);
    const probe = join(workspace.home, "doctor.tmp");
    const wasThere = existsSync(workspace.home);
    try {
      ensureWorkspace(workspace);
      writeFileSync(probe, "");
      rmSync(wasThere ? probe : workspace.home, { recursive: true });
      return { ok: true, detail: `${relative(cwd, workspace.home) || workspace.home} can be written` };
    } catch (error) {
      return {
        ok: false,
        detail: error instanceof Error ? error.message : String(error),
        mend: "Free space or mend the permissions, or set MILLRACE_HOME to a folder that can be written.",
      };
    }
  },
};
