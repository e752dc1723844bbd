import { readdirSync } from "node:fs";
import { join } from "node:path";
import { leaderPaths } from "../../journal/leader/leader-paths.ts";
import { generations } from "../../journal/owner-file.ts";
import { removeOwnerSockets } from "../../journal/owner-socket.ts";
import { cachePath, runPaths } from "../../journal/run-paths.ts";
import { removeLeftTemporaries } from "../../journal/temporary-file.ts";

/**
 * Removes what killed owners of a run have left beside its records: their sockets, and what they were writing. Of all of
 * them, since one may have been taken over by a process that died before it came to this.
 */
export function clearAfterDeath(directory: string): void {
  removeOwnerSockets(directory, generations(directory, "owner"));
  const { results, inbox } = runPaths(directory);
  const { folder: shared } = leaderPaths(join(directory, "..", ".."));
  for (const folder of [directory, results, inbox, shared]) removeLeftTemporaries(folder);
  clearCacheOfDead(cachePath(directory));
}

/** The same of what they were writing for all runs. */
export function clearCacheOfDead(cache: string): void {
  for (const folder of cacheFolders(cache)) removeLeftTemporaries(folder);
}

function cacheFolders(cache: string): readonly string[] {
  try {
    return [cache, ...readdirSync(cache, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [join(cache, entry.name)] : []))];
  } catch {
    // Nothing has been cached yet.
    return [];
  }
}
