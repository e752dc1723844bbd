import type { HeldSlots, Limit, SlotRequest } from "./slots.ts";

export interface WaitingRequest {
  readonly request: SlotRequest;
  /** Names that have a limit. */
  readonly names: readonly string[];
  /** Microseconds: its place in the queue. */
  readonly since: number;
}

/** The slots of one limit: who holds them, who waits, and of a rate limit how many have not come free yet. */
export class LimitSlots {
  limit: Limit;
  /** In the order of their grants. */
  readonly held = new Map<string, HeldSlots>();
  /** In the order of the queue. */
  waiting = new Map<string, WaitingRequest>();
  #active = 0;
  /** Of a limit with decay: slots that were taken when last counted, and when that was. */
  #used = 0;
  #usedAtUs = 0;
  /** The latest place in the queue so far. */
  #lastSince = 0;

  constructor(limit: Limit) {
    this.limit = limit;
  }

  active(nowUs: number): number {
    if (this.limit.decayPerSecond === null) return this.#active;
    this.#drain(nowUs);
    return this.#used;
  }

  hasRoom(occupy: number, nowUs: number): boolean {
    return this.active(nowUs) + occupy <= this.limit.limit;
  }

  /** Whether one behind it would pass an earlier one that this very limit keeps waiting. */
  isClosedTo(token: string, nowUs: number): boolean {
    const head = this.waiting.values().next().value;
    return head !== undefined && head.request.token !== token && !this.hasRoom(head.request.occupy, nowUs);
  }

  enqueue(waiting: WaitingRequest): void {
    this.waiting.set(waiting.request.token, waiting);
    const isInOrder = waiting.since >= this.#lastSince;
    this.#lastSince = Math.max(waiting.since, this.#lastSince);
    // One who waited with an earlier leader goes before those who came since.
    if (!isInOrder) this.waiting = new Map([...this.waiting].sort(([, a], [, b]) => a.since - b.since));
  }

  /** How many wait before it. One that does not wait yet would be the last. */
  placeOf(token: string): number {
    return this.waiting.has(token) ? [...this.waiting.keys()].indexOf(token) : this.waiting.size;
  }

  take(held: HeldSlots, mode: SlotRequest["mode"], nowUs: number): void {
    this.use(held.occupy, nowUs);
    if (mode === "rate") return;
    this.held.set(held.token, held);
    this.#active += held.occupy;
  }

  /** Of a limit with decay. */
  use(occupy: number, nowUs: number): void {
    this.#drain(nowUs);
    if (this.#used === 0) this.#usedAtUs = nowUs;
    this.#used += occupy;
  }

  release(token: string, nowUs: number): void {
    const held = this.held.get(token);
    if (held === undefined) return;
    this.held.delete(token);
    this.#active -= held.occupy;
    this.#drain(nowUs);
    this.#used = Math.max(0, this.#used - held.occupy);
  }

  /** How far it is used, for the file: where a new leader goes on from. */
  usage(nowUs: number): { readonly used: number; readonly since: number } {
    this.#drain(nowUs);
    return { used: this.#used, since: this.#usedAtUs };
  }

  restoreUsage(used: number, sinceUs: number): void {
    this.#used = used;
    this.#usedAtUs = sinceUs;
  }

  /** When it has room for so many if nobody takes any before, in microseconds: now, where it has; `null`: never by itself. */
  roomAtUs(occupy: number, nowUs: number): number | null {
    const missing = this.active(nowUs) + occupy - this.limit.limit;
    if (missing <= 0) return nowUs;
    const decay = this.limit.decayPerSecond;
    return decay === null ? null : this.#usedAtUs + Math.ceil((missing / decay) * 1e6);
  }

  /** When it has room for one that waits, and is not closed to it; `null`: never by itself. */
  freeAtUs(occupy: number, nowUs: number): number | null {
    const head = this.waiting.values().next().value;
    return this.roomAtUs(Math.max(occupy, head?.request.occupy ?? 0), nowUs);
  }

  /** `floor(decay × elapsed)` slots come free; the rest of the time counts for the next. */
  #drain(nowUs: number): void {
    const decay = this.limit.decayPerSecond ?? 0;
    const drained = Math.floor(((nowUs - this.#usedAtUs) * decay) / 1e6);
    if (drained <= 0 || this.#used === 0) return;
    this.#used = Math.max(0, this.#used - drained);
    this.#usedAtUs += Math.round((drained / decay) * 1e6);
  }
}
