/**
 * The runner's process takes longer to start than anything else that a run waits for, so it is spawned before the rest of the
 * command is even loaded. It waits for its orders as those of the editor do, and ends with this process if none come.
 * Apart from nearly everything, for that reason: what it imports is loaded first.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SpawnedAhead } from "../engine/runs/runner-pool.ts";
import { makePrivateFolder } from "../journal/private-folder.ts";

const starters = new Set(["run", "runs resume", "runs retry", "runs rerun"]);

/** Whether a command line starts a run if all is well with it. */
export function startsRun([first = "", second = ""]: readonly string[]): boolean {
  return starters.has(first) || starters.has(`${first} ${second}`);
}

/** `null` where it could not be used: its output is to become the run's by another name for the same file. */
export function spawnAhead(cwd: string, env: NodeJS.ProcessEnv): SpawnedAhead | null {
  // They might load code of the user's, or open a port: which of them do is for the engine to know.
  if ((env["NODE_OPTIONS"] ?? "") !== "") return null;
  try {
    const folder = join(tmpdir(), `millrace-${userInfo().uid}`);
    makePrivateFolder(folder);
    if (statSync(folder).dev !== statSync(cwd).dev) return null;
    const output = join(folder, `runner-${randomUUID()}.log`);
    // A new file, whatever may lie there.
    const file = openSync(output, "wx", 0o600);
    try {
      const entry = fileURLToPath(new URL("./runner.js", import.meta.url));
      const child = spawn(process.execPath, [entry, "wait", output], { cwd, env, detached: true, windowsHide: true, stdio: ["ignore", file, file, "ipc"] });
      // The run's own start will say why.
      child.on("error", () => undefined);
      child.unref();
      child.channel?.unref();
      return { child, output };
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
