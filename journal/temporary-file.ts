/**
 * The names that files and folders have until they are whole. They tell by whom: what a process that was killed has left
 * goes with whoever finds it dead.
 */
import { type Dirent, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { isProcessAlive } from "./process-alive.ts";

const ending = ".tmp";

/** Each that writes the same file has its own. The host too: containers that share a folder may run under one pid. */
export function temporaryFor(path: string): string {
  return `${path}.${encodeURIComponent(hostname())}.${process.pid}-${threadId}${ending}`;
}

export function isTemporary(name: string): boolean {
  return name.endsWith(ending);
}

/** Removes what dead processes of this machine have left unfinished in a folder, which need not be there. */
export function removeLeftTemporaries(directory: string): void {
  const host = encodeURIComponent(hostname());
  for (const entry of entriesOf(directory)) {
    const [, beforePid = "", pid] = /^(.+)\.(\d+)-\d+\.tmp$/.exec(entry.name) ?? [];
    const isOfHere = pid !== undefined && beforePid.endsWith(`.${host}`);
    if (isOfHere && !isProcessAlive(Number(pid))) rmSync(join(directory, entry.name), { recursive: true, force: true });
  }
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    // Not there, or not to be read: then there is nothing that could be removed.
    return [];
  }
}
