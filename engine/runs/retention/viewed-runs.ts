/**
 * Which runs somebody has open, as other processes see it: a file for each run and each process that shows it, in
 * `.millrace/cache/views/`. Losing them costs only the protection from `millrace prune`.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../../core/base/clock.ts";
import { isSameBoot, type MachineIdentity } from "../../../journal/machine.ts";
import { isProcessAlive } from "../../../journal/process-alive.ts";
import { cachePath } from "../../../journal/run-paths.ts";
import { entriesOf } from "./directory-size.ts";

/** How long the word of another machine counts, whose processes cannot be asked from here. */
const foreignMs = 24 * 3_600_000;

/** What this process shows. */
export class ViewedRuns {
  readonly #machine: MachineIdentity;
  readonly #paths = new Map<string, string>();

  constructor(machine: MachineIdentity) {
    this.#machine = machine;
  }

  note(runId: string, directory: string): void {
    if (this.#paths.has(runId)) return;
    const folder = join(cachePath(directory), "views");
    const path = join(folder, `${runId}.${process.pid}`);
    this.#paths.set(runId, path);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(path, JSON.stringify({ ...this.#machine, pid: process.pid }), { mode: 0o600 });
    } catch {
      // Where nothing can be written, nothing can be pruned either.
    }
  }

  forget(runId: string): void {
    const path = this.#paths.get(runId);
    this.#paths.delete(runId);
    if (path !== undefined) removeQuietly(path);
  }

  dispose(): void {
    for (const runId of [...this.#paths.keys()]) this.forget(runId);
  }
}

/** Ids of the runs that somebody has open. Removes the word of processes that are dead. */
export function viewedRuns(home: string, { machine, clock }: { readonly machine: MachineIdentity; readonly clock: Clock }): ReadonlySet<string> {
  const folder = join(home, "cache", "views");
  const viewed = new Set<string>();
  for (const { name } of entriesOf(folder)) {
    const path = join(folder, name);
    if (isViewed(path, machine, clock)) viewed.add(name.slice(0, name.lastIndexOf(".")));
    else removeQuietly(path);
  }
  return viewed;
}

function isViewed(path: string, machine: MachineIdentity, clock: Clock): boolean {
  try {
    const viewer: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isViewer(viewer)) return false;
    if (viewer.host === machine.host) return isSameBoot(viewer.bootId, machine.bootId) && isProcessAlive(viewer.pid);
    return clock.nowUs() / 1_000 - statSync(path).mtimeMs < foreignMs;
  } catch {
    // Torn, or closed this moment.
    return false;
  }
}

function isViewer(value: unknown): value is MachineIdentity & { readonly pid: number } {
  return typeof value === "object" && value !== null && "host" in value && "bootId" in value && typeof value.bootId === "string" && "pid" in value && typeof value.pid === "number";
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder that cannot be written keeps a file that says nothing any more.
  }
}
