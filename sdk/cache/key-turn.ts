/** With `isolation: "serializable"` one call at a time has a key, in whichever process it is made. */
import type { DefinitionError } from "../../core/protocol/errors.ts";
import type { TaskRun } from "../run/task-run.ts";
import type { CachedCall } from "./cached-call.ts";
import { enterWait, noteTaken } from "./key-waits.ts";

/**
 * `stopped`: the run was told to stop meanwhile. `deadlock`: it would wait for one that waits for it. `failed`: no lock can
 * be had here, so that the call is not cached (CC1).
 */
export type KeyTurn =
  | { readonly kind: "taken" }
  | { readonly kind: "stopped" }
  | { readonly kind: "deadlock"; readonly error: DefinitionError }
  | { readonly kind: "failed"; readonly why: string };

/** Waits for the key's turn. What dies with the key in its hands leaves it to the next one. */
export async function takeKey(run: TaskRun, { key, holder }: CachedCall): Promise<KeyTurn> {
  const { root } = run;
  const stop = new AbortController();
  const forget = root.onStop(() => stop.abort());
  run.stop = () => stop.abort();
  let circle: DefinitionError | null = null;
  let wait: ReturnType<typeof enterWait> | null = null;
  try {
    const { locks } = root.keyed;
    wait = enterWait({
      name: run.name,
      holders: holdersAround(run, holder),
      holderNow: () => locks.holderHere(key.text),
      fail: (error) => {
        circle = error;
        stop.abort();
      },
    });
    const isTaken = await locks.acquire(key.text, holder, { signal: stop.signal });
    wait.leave();
    if (isTaken && run.isDropped) locks.release(key.text, holder);
    else if (isTaken) noteTaken(holder);
    if (isTaken) return { kind: "taken" };
    return circle === null ? { kind: "stopped" } : { kind: "deadlock", error: circle };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    root.log("warn", `The key of ${run.name} cannot be locked, so it runs uncached: ${reason}`, run.about);
    return { kind: "failed", why: `Not cached: ${reason}.` };
  } finally {
    wait?.leave();
    run.stop = null;
    forget();
  }
}

function holdersAround(run: TaskRun, holder: string): ReadonlySet<string> {
  const holders = new Set([holder]);
  for (let around = above(run); around !== null; around = above(around)) if (around.caching !== null) holders.add(around.caching.holder);
  return holders;
}

/** The run that it is a part of. */
function above(run: TaskRun): TaskRun | null {
  return run.parent ?? run.flow?.tracking ?? null;
}

/** Whether a call must wait for its turn, and no run that it is a part of has the key: that one would wait for it. */
export function needsTurn(run: TaskRun, { key, settings }: CachedCall): boolean {
  if (settings.isolation === "readCommitted") return false;
  for (let around = above(run); around !== null; around = above(around)) {
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
