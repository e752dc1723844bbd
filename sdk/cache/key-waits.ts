/**
 * Runs of this process that wait for keys, and what each keeps from being freed meanwhile: two that wait for what the
 * other keeps would do so for ever. Of other processes nothing is known here.
 */
import { DefinitionError } from "../../core/protocol/errors.ts";
import { sharedState } from "../shared-state.ts";

export interface KeyWait {
  /** The waiting run, for messages. */
  readonly name: string;
  /** Who frees no key before the wait is over: the run's own holder, and those of the runs that it is a part of. */
  readonly holders: ReadonlySet<string>;
  /** Who has the key now; `null`: nobody, or another process. */
  holderNow(): string | null;
  fail(error: DefinitionError): void;
}

/** Until the wait is over, `leave` has to be called. A wait that can never end fails, before or after this returns. */
export function enterWait(wait: KeyWait): { leave(): void } {
  const waits = sharedState().keyWaits;
  waits.add(wait);
  if (waits.size > 1) failInCircle(wait, waits);
  return { leave: () => waits.delete(wait) };
}

/** A key has changed hands: who waited for it waits for `holder` now, and `holder` may wait for something of theirs. */
export function noteTaken(holder: string): void {
  const waits = sharedState().keyWaits;
  for (const wait of [...waits]) if (wait.holders.has(holder)) failInCircle(wait, waits);
}

function failInCircle(wait: KeyWait, waits: Set<KeyWait>): void {
  const circle = circleFrom([wait], waits);
  if (circle === null) return;
  waits.delete(wait);
  const steps = circle.map(({ name }, index) => `${name} waits for a key that is not free before ${circle[index + 1]?.name ?? wait.name} is done`);
  wait.fail(
    new DefinitionError(`${steps.join(", and ")}: waiting for it would be a deadlock.`, 'Call such tasks in one order everywhere, or leave their isolation at "readCommitted".'),
  );
}

/** `null`: what the last of the path waits for leads nowhere back to the first. */
function circleFrom(path: readonly [KeyWait, ...KeyWait[]], waits: ReadonlySet<KeyWait>): readonly KeyWait[] | null {
  const holder = path.at(-1)?.holderNow() ?? null;
  if (holder === null) return null;
  if (path[0].holders.has(holder)) return path;
  for (const next of waits) {
    if (!next.holders.has(holder) || path.includes(next)) continue;
    const circle = circleFrom([...path, next], waits);
    if (circle !== null) return circle;
  }
  return null;
}
