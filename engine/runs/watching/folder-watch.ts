import { existsSync, type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { Clock, Timer } from "../../../core/base/clock.ts";

const quietMs = 20;
const sweepMs = 5_000;

/**
 * Calls back when something comes to or goes from a folder that need not be there yet, and may be moved away: the
 * folders above it are watched too, down from `root`. Where nothing can be watched (a network mount), it calls back
 * every five seconds.
 */
export function watchFolder(root: string, path: string, clock: Clock, onChange: () => void): { dispose(): void } {
  const levels = levelsBetween(root, path);
  const watchers: (FSWatcher | undefined)[] = levels.map(() => undefined);
  let timer: Timer | undefined;
  let isDisposed = false;

  /** Watches from a level down, by its path: what was watched before may be another folder by now. */
  const arm = (from: number): void => {
    for (const [index, level] of levels.entries()) {
      if (index < from) continue;
      watchers[index]?.close();
      watchers[index] = existsSync(level) ? watchLevel(index, level) : undefined;
    }
  };
  const watchLevel = (index: number, level: string): FSWatcher | undefined => {
    const next = levels[index + 1];
    try {
      const watcher = watch(level, { persistent: false }, (_event, name) => {
        if (next !== undefined && name !== null && name !== basename(next)) return;
        if (next !== undefined) arm(index + 1);
        soon(quietMs);
      });
      return watcher.on("error", () => soon(sweepMs));
    } catch {
      // No watching here: it is looked at now and then instead.
      soon(sweepMs);
      return undefined;
    }
  };
  const soon = (delayMs: number): void => {
    if (isDisposed) return;
    timer ??= clock.startTimer(delayMs, () => {
      timer = undefined;
      if (isDisposed) return;
      if (delayMs === sweepMs) arm(0);
      onChange();
    });
  };
  arm(0);
  return {
    dispose: () => {
      isDisposed = true;
      timer?.cancel();
      for (const watcher of watchers) watcher?.close();
    },
  };
}

/** The folders from `root`, or the folder itself where it lies elsewhere, to `path`. */
function levelsBetween(root: string, path: string): readonly string[] {
  const levels = [path];
  for (let at = path; at !== root; at = dirname(at)) {
    if (dirname(at) === at) return [dirname(path), path];
    levels.unshift(dirname(at));
  }
  return levels;
}
