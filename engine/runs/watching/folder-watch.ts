import { type FSWatcher, existsSync, watch } from "node:fs";
import { dirname } from "node:path";
import type { Clock, Timer } from "../../../core/base/clock.ts";

const quietMs = 20;
const sweepMs = 5_000;

/**
 * Calls back when something comes to or goes from a folder that need not be there yet: then the nearest folder above
 * it, down from `root`, is watched until it is. Where nothing can be watched (a network mount), it calls back every
 * five seconds.
 */
export function watchFolder(root: string, path: string, clock: Clock, onChange: () => void): { dispose(): void } {
  let watcher: FSWatcher | undefined;
  let watched = "";
  let timer: Timer | undefined;
  let isDisposed = false;

  const arm = (): void => {
    const target = nearest(root, path);
    if (target === watched && watcher !== undefined) return;
    watcher?.close();
    watcher = undefined;
    watched = target;
    try {
      watcher = watch(target, { persistent: false }, () => soon(quietMs));
      watcher.on("error", () => {
        watcher?.close();
        watcher = undefined;
        soon(sweepMs);
      });
    } catch {
      // No watching here: it is looked at now and then instead.
      soon(sweepMs);
    }
  };
  const soon = (delayMs: number): void => {
    if (isDisposed) return;
    timer ??= clock.startTimer(delayMs, () => {
      timer = undefined;
      if (isDisposed) return;
      arm();
      onChange();
    });
  };
  arm();
  return {
    dispose: () => {
      isDisposed = true;
      timer?.cancel();
      watcher?.close();
    },
  };
}

function nearest(root: string, path: string): string {
  let at = path;
  while (!existsSync(at) && at !== root && dirname(at) !== at) at = dirname(at);
  return at;
}
