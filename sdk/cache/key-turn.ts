/** With `isolation: "serializable"` one call at a time has a key, in whichever process it is made. */
import type { TaskRun } from "../run/task-run.ts";
import type { CachedCall } from "./cached-call.ts";

/** `stopped`: the run was told to stop meanwhile. `failed`: no lock can be had here, so that the call is not cached (CC1). */
export type KeyTurn = { readonly kind: "taken" } | { readonly kind: "stopped" } | { readonly kind: "failed"; readonly why: string };

/** Waits for the key's turn. What dies with the key in its hands leaves it to the next one. */
export async function takeKey(run: TaskRun, { key, holder }: CachedCall): Promise<KeyTurn> {
  const { root } = run;
  const stop = new AbortController();
  const forget = root.onStop(() => stop.abort());
  run.stop = () => stop.abort();
  try {
    const isTaken = await root.keyed.locks.acquire(key.text, holder, { signal: stop.signal });
    if (isTaken && run.isDropped) root.keyed.locks.release(key.text, holder);
    return isTaken ? { kind: "taken" } : { kind: "stopped" };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    root.log("warn", `The key of ${run.name} cannot be locked, so it runs uncached: ${reason}`, run.about);
    return { kind: "failed", why: `Not cached: ${reason}.` };
  } finally {
    run.stop = null;
    forget();
  }
}

/** Whether a call must wait for its turn, and no run that it is a part of has the key: that one would wait for it. */
export function needsTurn(run: TaskRun, { key, settings }: CachedCall): boolean {
  if (settings.isolation === "readCommitted") return false;
  for (let around = run.parent ?? run.flow?.tracking ?? null; around !== null; around = around.parent ?? around.flow?.tracking ?? null) {
    if (around.caching?.key.text === key.text && around.caching.settings.isolation === "serializable") return false;
  }
  return true;
}

/** For words alone: locks that cannot be read are told by whoever takes the key. */
export function isKeyTaken(run: TaskRun, { key }: CachedCall): boolean {
  try {
    return run.root.keyed.locks.isLocked(key.text);
  } catch {
    return false;
  }
}

/** Never throws: those who wait for the run are told of its end after this. A lock that stays is over with its process. */
export function releaseKey(run: TaskRun, { key, settings, holder }: CachedCall): void {
  if (settings.isolation !== "serializable") return;
  const { root } = run;
  try {
    const { locks } = root.keyed;
    if (locks.isLockedBy(key.text, holder)) locks.release(key.text, holder);
  } catch (error) {
    root.log("warn", `The key of ${run.name} cannot be freed: ${error instanceof Error ? error.message : String(error)}`, run.about);
  }
}
