/** With `isolation: "serializable"` one call at a time has a key, in whichever process it is made. */
import { StoreUnwritableError } from "../../core/protocol/errors.ts";
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
    if (!(error instanceof StoreUnwritableError)) throw error;
    root.log("warn", `The key of ${run.name} cannot be locked, so it runs uncached: ${error.message}`, run.about);
    return { kind: "failed", why: `Not cached: ${error.message}.` };
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

export function isKeyTaken(run: TaskRun, { key }: CachedCall): boolean {
  return run.root.keyed.locks.isLocked(key.text);
}

export function releaseKey(run: TaskRun, { key, settings, holder }: CachedCall): void {
  const { locks } = run.root.keyed;
  if (settings.isolation === "serializable" && locks.isLockedBy(key.text, holder)) locks.release(key.text, holder);
}
