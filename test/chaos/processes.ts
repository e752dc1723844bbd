/** The processes of a workspace, and signals to them. Only such are signalled as are known to be of the workspace. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isProcessAlive } from "../../journal/process-alive.ts";
import { namesIn, readJson } from "./workspace.ts";

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/** All processes that have the workspace in their environment; none where the system does not tell (elsewhere than on Linux). */
export function processesOf(root: string): readonly FoundProcess[] {
  return namesIn("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || !belongsTo(pid, root)) return [];
    return [{ pid, command: readProc(pid, "cmdline").replaceAll("\0", " ").trim() }];
  });
}

/** The owner that a run's files name last, while its process lives. */
export function ownerPid(directory: string, root: string): number | undefined {
  const owner = lastOwner(directory);
  if (owner?.socket === null || owner?.pid === undefined || !isProcessAlive(owner.pid)) return undefined;
  return canTell && !belongsTo(owner.pid, root) ? undefined : owner.pid;
}

/** The process that has been told to run what is in the folder, which may not own it yet. */
export function runnerPids(directory: string, root: string): readonly number[] {
  const owner = ownerPid(directory, root);
  const launched = processesOf(root).filter(({ command }) => command.includes(directory));
  return [...new Set([...(owner === undefined ? [] : [owner]), ...launched.map(({ pid }) => pid)])];
}

/** Those that keep what the workspace's runs share; one, but for the moments in which one takes over. */
export function leaderPids(root: string): readonly number[] {
  return processesOf(root).filter(({ command }) => command.includes(" engine --lazy ")).map(({ pid }) => pid);
}

/** False: it was gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

export function lastOwner(directory: string): { readonly generation: number; readonly pid: number; readonly socket: string | null } | undefined {
  const generations = namesIn(directory).flatMap((name) => /^owner\.(\d+)$/.exec(name)?.[1] ?? []);
  const generation = Math.max(0, ...generations.map(Number));
  const owner = readJson(join(directory, `owner.${generation}`));
  if (owner === undefined) return undefined;
  return { generation, pid: Number(owner["pid"]), socket: typeof owner["socket"] === "string" ? owner["socket"] : null };
}

const canTell = process.platform === "linux";

function belongsTo(pid: number, root: string): boolean {
  return readProc(pid, "environ").split("\0").includes(`CHAOS_WORKSPACE=${root}`) || readProc(pid, "cmdline").includes(`${root}/`);
}

/** Nothing of a process that has gone, or is another user's. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Files that are left where the workspace's processes put their sockets and temporary files. */
export function temporaryFiles(folder: string): readonly string[] {
  const found: string[] = [];
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      // What the TypeScript loader and Node keep for the next process.
      if (/^(?:tsx-|node-compile-cache)/.test(entry.name)) continue;
      if (entry.isDirectory()) walk(inner);
      else found.push(inner.slice(folder.length + 1));
    }
  };
  walk(folder);
  return found.sort();
}
