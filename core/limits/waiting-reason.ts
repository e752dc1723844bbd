import { rateText } from "./rate-text.ts";
import type { HeldSlots, Limit, SlotHolder } from "./slots.ts";

/** What stands in the way of a request, of one limit. */
export interface Obstacle {
  readonly limit: Limit;
  /** Slots of it that are taken. */
  readonly active: number;
  readonly occupy: number;
  /** By their tokens. */
  readonly holders: ReadonlyMap<string, HeldSlots>;
  /** How many wait before it. */
  readonly before: number;
}

const mostNamed = 3;

/** One plain sentence, as a run's `why`: `waits for limit db: 2 of 2 are held by brisk-heron (getStars-0), calm-otter`. */
export function waitingReason({ limit, active, occupy, holders, before }: Obstacle): string {
  const wanted = occupy > 1 ? `, and it wants ${occupy}` : "";
  const queue = before === 0 ? "" : `; ${before} ${before === 1 ? "waits" : "wait"} before it`;
  const taken = `${active} of ${limit.limit}`;
  if (limit.decayPerSecond !== null && holders.size === 0) {
    return `waits for limit ${limit.name}: ${taken} are taken, ${rateText(limit.decayPerSecond)} come free${wanted}${queue}`;
  }
  return `waits for limit ${limit.name}: ${taken} are held by ${namesOf(holders)}${wanted}${queue}`;
}

/** Who holds slots, for people: a run, with its task run where there is one. */
export function holderName({ runName, taskRunName, pid }: SlotHolder): string {
  if (runName === null) return taskRunName ?? `process ${pid}`;
  return taskRunName === null ? runName : `${runName} (${taskRunName})`;
}

function namesOf(holders: Obstacle["holders"]): string {
  const named: string[] = [];
  for (const { holder } of holders.values()) {
    if (named.length === mostNamed) return `${named.join(", ")} and ${holders.size - mostNamed} more`;
    named.push(holderName(holder));
  }
  return named.length === 0 ? "nobody any more" : named.join(", ");
}
