/** What runs on this machine, as Linux tells it; nothing elsewhere. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Ids of the processes whose command line or working directory is inside of a folder. */
export function processesIn(folder: string): readonly number[] {
  return processes().filter((pid) => attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")).includes(folder) || isBelow(attempt(() => readlinkSync(`/proc/${pid}/cwd`)), folder));
}

/** Ids of the processes whose command line has all of these words. */
export function processesWith(...words: readonly string[]): readonly number[] {
  return processes().filter((pid) => {
    const line = attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    return words.every((word) => line.includes(word));
  });
}

/** One that has ended by itself in the meantime is as good as killed. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

function processes(): readonly number[] {
  return attemptList(() => readdirSync("/proc"))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** A process may end while it is looked at. */
function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

function attemptList(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}
