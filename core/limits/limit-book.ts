/**
 * All limits of a workspace, who holds their slots and who waits for them. Pure: time is given, and what becomes of those
 * who wait is returned.
 *
 * L1. A request gets slots of all its limits, or of none; while it waits it holds nothing.
 * L2. First come, first served, of each limit. One may pass another that waits for a limit which it does not want: else a
 *     run that holds the one and wants the other would wait for whoever waits for both.
 * L3. Asking with the same token again is the same request; giving back what is not held does nothing.
 * L4. A wish that can never be granted (more than there are, slots of a limit of 0) is refused at once, and when a limit
 *     is lowered below it.
 */
import type { LimitDocument, SlotsDocument } from "../protocol/shared-document.ts";
import { toIso } from "../base/clock.ts";
import { LimitSlots, type WaitingRequest } from "./limit-slots.ts";
import type { HeldSlots, Limit, SlotAnswer, SlotChange, SlotRequest } from "./slots.ts";
import { waitingReason } from "./waiting-reason.ts";

export class LimitBook {
  readonly #limits = new Map<string, LimitSlots>();
  readonly #held = new Map<string, HeldSlots>();
  readonly #waiting = new Map<string, WaitingRequest>();

  has(name: string): boolean {
    return this.#limits.has(name);
  }

  limits(): readonly Limit[] {
    return [...this.#limits.values()].map(({ limit }) => limit);
  }

  /** All that is held, in the order of the grants. */
  held(): readonly HeldSlots[] {
    return [...this.#held.values()];
  }

  heldBy(token: string): HeldSlots | undefined {
    return this.#held.get(token);
  }

  isHeld(token: string): boolean {
    return this.#held.has(token);
  }

  usage(name: string, nowUs: number): { readonly used: number; readonly since: number } | null {
    const slots = this.#limits.get(name);
    return slots === undefined || slots.limit.decayPerSecond === null ? null : slots.usage(nowUs);
  }

  /** `sinceUs`: the place in the queue that it had with an earlier leader. */
  ask(request: SlotRequest, nowUs: number, sinceUs: number = nowUs): SlotAnswer {
    const { token, strict, mode } = request;
    const wanted = [...new Set(request.names)];
    const names = wanted.filter((name) => this.#limits.has(name));
    const missing = wanted.filter((name) => !this.#limits.has(name));
    if (this.#held.has(token)) return { kind: "granted", missing };
    const waits = this.#waiting.get(token);
    if (waits !== undefined) return { kind: "waits", why: this.#reason(waits, nowUs), since: waits.since, missing };
    if (strict && missing.length > 0) return { kind: "refused", message: missingLimits(missing) };
    const refusal = this.#refusal(names, request.occupy, mode);
    if (refusal !== null) return { kind: "refused", message: refusal };
    const waiting: WaitingRequest = { request, names, since: sinceUs };
    if (this.#isFree(waiting, nowUs)) {
      this.#grant(waiting, nowUs);
      return { kind: "granted", missing };
    }
    const why = this.#reason(waiting, nowUs);
    this.#enqueue(waiting);
    return { kind: "waits", why, since: sinceUs, missing };
  }

  /** Gives slots back, or ends a wait. Returns what that changes for others. */
  release(token: string, nowUs: number): readonly SlotChange[] {
    const names = (this.#held.get(token) ?? this.#waiting.get(token))?.names ?? [];
    for (const name of names) this.#limits.get(name)?.release(token, nowUs);
    this.#held.delete(token);
    this.#dequeue(token);
    return this.#serve(names, nowUs);
  }

  /** Makes a limit, or changes it as a whole. A decay of 0 is none, as in Prefect (`slot_decay_per_second = 0.0`). */
  set(given: Limit, nowUs: number): readonly SlotChange[] {
    const limit = given.decayPerSecond === 0 ? { ...given, decayPerSecond: null } : given;
    const slots = this.#limits.get(limit.name);
    if (slots === undefined) this.#limits.set(limit.name, new LimitSlots(limit));
    else slots.limit = limit;
    const refused = [...(slots?.waiting.values() ?? [])].flatMap(({ request, names }): SlotChange[] => {
      const message = this.#refusal(names, request.occupy, request.mode);
      return message === null ? [] : [{ kind: "refused", request, message }];
    });
    for (const { request } of refused) this.#dequeue(request.token);
    return [...refused, ...this.#serve([limit.name], nowUs)];
  }

  /** Those who waited for it go on without it. */
  delete(name: string, nowUs: number): readonly SlotChange[] {
    const slots = this.#limits.get(name);
    if (slots === undefined) return [];
    this.#limits.delete(name);
    for (const token of slots.held.keys()) this.#forget(token, name);
    const left = [...slots.waiting.values()].map((waiting) => ({ ...waiting, names: waiting.names.filter((each) => each !== name) }));
    for (const waiting of left) {
      this.#dequeue(waiting.request.token);
      this.#enqueue(waiting);
    }
    const free = left.filter((waiting) => this.#isFree(waiting, nowUs));
    return free.map((waiting) => this.#grantWaiting(waiting, nowUs));
  }

  /** What an earlier leader granted. */
  restore(held: HeldSlots, nowUs: number): void {
    if (this.#held.has(held.token)) return;
    const names = held.names.filter((name) => this.#limits.has(name));
    this.#held.set(held.token, { ...held, names });
    for (const name of names) {
      const slots = this.#limits.get(name);
      const usage = slots?.usage(nowUs);
      slots?.take(held, "hold", nowUs);
      // How far it is used is told by itself.
      if (usage !== undefined) slots?.restoreUsage(usage.used, usage.since);
    }
  }

  restoreUsage(name: string, used: number, sinceUs: number): void {
    this.#limits.get(name)?.restoreUsage(used, sinceUs);
  }

  /** Serves those for whom time has freed slots. To be called before somebody new asks, who would pass them (L2). */
  wake(nowUs: number): readonly SlotChange[] {
    const names = [...this.#limits.values()].flatMap(({ limit, waiting }) => (limit.decayPerSecond !== null && waiting.size > 0 ? [limit.name] : []));
    return this.#serve(names, nowUs);
  }

  /** When time alone serves the next of those who wait, in microseconds; `null`: never. Now, where it has since the last `wake`. */
  wakeAtUs(nowUs: number): number | null {
    const times = [...this.#limits.values()].flatMap((slots) => (slots.limit.decayPerSecond === null ? [] : this.#servedAtUs(slots, nowUs) ?? []));
    return times.length === 0 ? null : Math.min(...times);
  }

  /** The same for those who wait for one limit. As `#serve` has it: none before all that are ahead of it have room. */
  #servedAtUs(slots: LimitSlots, nowUs: number): number | null {
    let most = 0;
    let first: number | null = null;
    for (const { request, names } of slots.waiting.values()) {
      most = Math.max(most, request.occupy);
      const room = slots.roomAtUs(most, nowUs);
      // Whoever is behind needs as much room or more.
      if (room === null || (first !== null && room >= first)) break;
      const times = names.map((name) => this.#limits.get(name)?.freeAtUs(request.occupy, nowUs)).filter((time) => time !== undefined);
      const last = times.reduce((late, time) => (late === null || time === null ? null : Math.max(late, time)), room);
      if (last !== null) first = Math.min(first ?? last, last);
    }
    return first;
  }

  /** For people. */
  describe(nowUs: number): readonly LimitDocument[] {
    return [...this.#limits.values()].map((slots) => ({
      name: slots.limit.name,
      limit: slots.limit.limit,
      decayPerSecond: slots.limit.decayPerSecond,
      active: slots.active(nowUs),
      waiting: slots.waiting.size,
      holders: [...slots.held.values()].map((each) => slotsDocument(each, each.since)),
      waiters: [...slots.waiting.values()].map(({ request, since }) => slotsDocument(request, since)),
    }));
  }

  /** Why it can never be granted, or `null`. */
  #refusal(names: readonly string[], occupy: number, mode: SlotRequest["mode"]): string | null {
    for (const name of names) {
      const limit = this.#limits.get(name)?.limit;
      if (limit === undefined) continue;
      if (limit.limit === 0) return `The concurrency limit "${name}" is 0, so that no run can ever hold a slot of it. Raise it with: millrace limits set ${quoted(name)} 1`;
      if (limit.limit < occupy) return `The concurrency limit "${name}" has ${limit.limit} ${limit.limit === 1 ? "slot" : "slots"}, and ${occupy} are wanted at a time. Raise it with: millrace limits set ${quoted(name)} ${occupy}`;
      if (mode === "rate" && limit.decayPerSecond === null) return `The limit "${name}" has no decay, so that a rate limit would never come free. Give it one with: millrace limits set ${quoted(name)} ${limit.limit} --decay 1/s`;
    }
    return null;
  }

  /** Whether it can have all it wants, and passes nobody over (L2). */
  #isFree({ request, names }: WaitingRequest, nowUs: number): boolean {
    return names.every((name) => {
      const slots = this.#limits.get(name);
      return slots === undefined || (slots.hasRoom(request.occupy, nowUs) && !slots.isClosedTo(request.token, nowUs));
    });
  }

  #grant({ request, names }: WaitingRequest, nowUs: number): void {
    if (names.length === 0) return;
    const held: HeldSlots = { token: request.token, names, occupy: request.occupy, holder: request.holder, since: nowUs };
    if (request.mode === "hold") this.#held.set(request.token, held);
    for (const name of names) this.#limits.get(name)?.take(held, request.mode, nowUs);
  }

  #grantWaiting(waiting: WaitingRequest, nowUs: number): SlotChange {
    this.#dequeue(waiting.request.token);
    this.#grant(waiting, nowUs);
    return { kind: "granted", request: waiting.request };
  }

  #serve(names: readonly string[], nowUs: number): readonly SlotChange[] {
    const changes: SlotChange[] = [];
    for (const name of names) {
      const slots = this.#limits.get(name);
      for (const waiting of slots?.waiting.values() ?? []) {
        if (slots?.hasRoom(waiting.request.occupy, nowUs) !== true) break;
        if (this.#isFree(waiting, nowUs)) changes.push(this.#grantWaiting(waiting, nowUs));
      }
    }
    return changes;
  }

  #enqueue(waiting: WaitingRequest): void {
    this.#waiting.set(waiting.request.token, waiting);
    for (const name of waiting.names) this.#limits.get(name)?.enqueue(waiting);
  }

  #dequeue(token: string): void {
    const waiting = this.#waiting.get(token);
    this.#waiting.delete(token);
    for (const name of waiting?.names ?? []) this.#limits.get(name)?.waiting.delete(token);
  }

  #forget(token: string, name: string): void {
    const held = this.#held.get(token);
    if (held !== undefined) this.#held.set(token, { ...held, names: held.names.filter((each) => each !== name) });
  }

  #reason({ request, names }: WaitingRequest, nowUs: number): string {
    const slots = names.map((name) => this.#limits.get(name)).filter((each) => each !== undefined);
    const full = slots.find((each) => !each.hasRoom(request.occupy, nowUs)) ?? slots.find((each) => each.isClosedTo(request.token, nowUs));
    if (full === undefined) return "waits for its limits";
    return waitingReason({ limit: full.limit, active: full.active(nowUs), occupy: request.occupy, holders: full.held, before: full.placeOf(request.token) });
  }
}

/** What `strict` is refused with. */
export function missingLimits(names: readonly string[]): string {
  return `There is no concurrency limit ${names.map((name) => `"${name}"`).join(", ")}, and strict asks for one. Make it with: millrace limits set ${quoted(names[0] ?? "")} 1`;
}

/** As it can be typed in a shell. */
function quoted(name: string): string {
  return /^[\w.:-]+$/.test(name) ? name : JSON.stringify(name);
}

function slotsDocument({ holder, occupy }: Pick<SlotRequest, "holder" | "occupy">, sinceUs: number): SlotsDocument {
  const { runId, runName, taskRunId, taskRunName, pid, host } = holder;
  return { runId, run: runName, taskRunId, taskRun: taskRunName, pid, host, occupy, since: toIso(sinceUs) };
}
