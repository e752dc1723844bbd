/**
 * What a workspace shares, in the hands of its leader (J8): limits and who holds them, variables; in memory as decided, and in
 * the files before it is told.
 *
 * T1. A grant is in the file before anybody acts on it. One that cannot be written is none.
 * T2. What is given back is free at once, even if that cannot be written: the next leader hears of it from who holds.
 */
import type { Clock, Timer } from "../../core/base/clock.ts";
import { VariableExistsError } from "../../core/protocol/errors.ts";
import type { VariableOrder } from "../../core/protocol/leader-api.ts";
import type { LimitDocument, VariableDocument } from "../../core/protocol/shared-document.ts";
import { checkLimit } from "../../core/limits/check-limit.ts";
import { foldLimits, foldSlots, limitRecord, slotRecords } from "../../core/limits/fold-limits.ts";
import type { LimitBook } from "../../core/limits/limit-book.ts";
import { limitsVersion, readLimitLine, type LimitRecordBody } from "../../core/limits/limit-record.ts";
import { readSlotLine, slotsVersion, type SlotRecordBody } from "../../core/limits/slot-record.ts";
import type { HeldSlots, Limit, SlotAnswer, SlotChange, SlotRequest } from "../../core/limits/slots.ts";
import { checkVariableName, checkVariableValue } from "../../core/variables/check-variable.ts";
import { readVariableLine, VariableBook, variableDocument, variablesVersion, type VariableRecordBody } from "../../core/variables/variable-record.ts";
import type { LeaderPaths } from "../../journal/leader/leader-paths.ts";
import { alreadyCounts, readState, StateFile, usualPace, type RewritePace } from "../../journal/leader/state-file.ts";

/** The book decides about slots, and what it has decided is written (T1): it is in what counts before it is in the file. */
const inMemoryFirst = { durable: false, takeIn: alreadyCounts };

export interface SharedStateParts {
  readonly paths: LeaderPaths;
  readonly generation: number;
  readonly clock: Clock;
  /** One that waited has its slots, or never will. */
  onDecided(token: string, refusal: string | null): void;
  onChanged(): void;
  log(text: string): void;
  /** Default: the usual one. */
  readonly pace?: RewritePace;
}

export class SharedState {
  readonly #parts: SharedStateParts;
  readonly #book: LimitBook;
  readonly #variables = new VariableBook();
  readonly #limitFile: StateFile<LimitRecordBody>;
  readonly #slotFile: StateFile<SlotRecordBody>;
  readonly #variableFile: StateFile<VariableRecordBody>;
  #timer: Timer | null = null;

  /** @throws StoreCorruptError, StoreUnwritableError */
  constructor(parts: SharedStateParts) {
    const { paths, clock, generation, pace = usualPace } = parts;
    this.#parts = parts;
    const limits = readState(paths.limits, readLimitLine);
    const slots = readState(paths.slots, readSlotLine);
    const variables = readState(paths.variables, readVariableLine);
    this.#book = foldSlots(foldLimits(limits.records), slots.records, clock.nowUs());
    for (const record of variables.records) this.#variables.add(record);
    const common = { generation, clock, pace };
    this.#limitFile = new StateFile({ ...common, path: paths.limits, open: { k: "open", v: limitsVersion }, snapshot: () => this.#book.limits().map(limitRecord) }, limits);
    this.#slotFile = new StateFile({ ...common, path: paths.slots, open: { k: "open", v: slotsVersion }, snapshot: () => slotRecords(this.#book, clock.nowUs()) }, slots);
    this.#variableFile = new StateFile<VariableRecordBody>(
      { ...common, path: paths.variables, open: { k: "open", v: variablesVersion }, snapshot: () => this.#variables.records() },
      variables,
    );
  }

  held(): readonly HeldSlots[] {
    return this.#book.held();
  }

  /** @throws StoreUnwritableError: it has no slots then. */
  ask(request: SlotRequest, since: number | null): SlotAnswer {
    const nowUs = this.#now();
    const due = this.#book.wake(nowUs);
    if (due.length > 0) this.#settle(due);
    const isKnown = this.#book.isHeld(request.token);
    const answer = this.#book.ask(request, nowUs, since ?? nowUs);
    if (answer.kind === "granted" && !isKnown) this.#recordGrant(request);
    this.#arm();
    this.#parts.onChanged();
    return answer;
  }

  /** Gives slots back, or ends waits. */
  release(tokens: readonly string[]): void {
    for (const token of tokens) {
      // Asked one by one: what one gives back, another of them may have waited for.
      const free: SlotRecordBody[] = this.#book.isHeld(token) ? [{ k: "free", token }] : [];
      this.#settle(this.#book.release(token, this.#now()), free);
    }
  }

  /** Takes in what a client says that it holds, by the grace of an earlier leader whose record is not there. */
  assertHeld(holds: readonly HeldSlots[]): void {
    const unknown = holds.filter(({ token }) => !this.#book.isHeld(token));
    for (const held of unknown) this.#book.restore(held, this.#now());
    this.#try(() => this.#slotFile.append(unknown.map((held) => ({ k: "hold", ...held })), inMemoryFirst));
  }

  limits(): readonly LimitDocument[] {
    return this.#book.describe(this.#now());
  }

  /** @throws UsageError, StoreUnwritableError */
  setLimit(limit: Limit): LimitDocument {
    checkLimit(limit);
    let changes: readonly SlotChange[] = [];
    this.#limitFile.append([limitRecord(limit)], { durable: true, takeIn: () => (changes = this.#book.set(limit, this.#now())) });
    this.#settle(changes);
    return this.limits().find(({ name }) => name === limit.name) ?? { ...limit, active: 0, waiting: 0, holders: [], waiters: [] };
  }

  /** False: there is none. @throws StoreUnwritableError */
  deleteLimit(name: string): boolean {
    if (!this.#book.has(name)) return false;
    let changes: readonly SlotChange[] = [];
    this.#limitFile.append([{ k: "unlimit", name }], { durable: true, takeIn: () => (changes = this.#book.delete(name, this.#now())) });
    this.#settle(changes);
    return true;
  }

  /** @throws UsageError, VariableExistsError, StoreUnwritableError */
  setVariable({ name, value, tags, overwrite, token }: VariableOrder): VariableDocument {
    checkVariableName(name);
    checkVariableValue(name, value);
    const known = this.#variables.get(name);
    // The answer to it has been lost with an earlier leader.
    if (known?.by === token) return variableDocument(known);
    if (known !== undefined && !overwrite) throw new VariableExistsError(name);
    const variable = { name, value, tags, by: token, setAt: this.#now() };
    this.#recordVariable({ k: "variable", ...variable });
    return variableDocument(variable);
  }

  /** False: there is none. @throws StoreUnwritableError */
  deleteVariable(name: string, token: string): boolean {
    if (this.#variables.get(name) === undefined) return this.#variables.hasUnset(name, token);
    this.#recordVariable({ k: "unset", name, by: token });
    return true;
  }

  close(): void {
    this.#timer?.cancel();
    for (const file of [this.#limitFile, this.#slotFile, this.#variableFile]) file.close();
  }

  #now(): number {
    return this.#parts.clock.nowUs();
  }

  #recordVariable(record: VariableRecordBody): void {
    this.#variableFile.append([record], { durable: true, takeIn: () => this.#variables.add(record) });
    this.#parts.onChanged();
  }

  /** T1. */
  #recordGrant(request: SlotRequest): void {
    try {
      this.#slotFile.append(this.#grantRecords(request), inMemoryFirst);
    } catch (error) {
      this.#settle(this.#book.release(request.token, this.#now()));
      throw error;
    }
  }

  #grantRecords({ token, names }: SlotRequest): SlotRecordBody[] {
    const held = this.#book.heldBy(token);
    const used = names.flatMap((name): SlotRecordBody[] => {
      const usage = this.#book.usage(name, this.#now());
      return usage === null ? [] : [{ k: "used", name, ...usage }];
    });
    return [...(held === undefined ? [] : [{ k: "hold" as const, ...held }]), ...used];
  }

  /** `before`: what came before them, and goes to the file with them. */
  #settle(changes: readonly SlotChange[], before: readonly SlotRecordBody[] = []): void {
    const granted = changes.flatMap((change) => (change.kind === "granted" ? [change.request] : []));
    const failure = this.#try(() => this.#slotFile.append([...before, ...granted.flatMap((request) => this.#grantRecords(request))], inMemoryFirst));
    for (const change of changes) {
      const { token } = change.request;
      this.#parts.onDecided(token, change.kind === "refused" ? change.message : failure);
      // Whom that serves hears of it too.
      if (failure !== null && change.kind === "granted") this.#settle(this.#book.release(token, this.#now()));
    }
    this.#arm();
    this.#parts.onChanged();
  }

  /** What it failed of, or `null`. */
  #try(write: () => void): string | null {
    try {
      write();
      return null;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#parts.log(message);
      return message;
    }
  }

  /** Slots of rate limits come free by themselves. */
  #arm(): void {
    this.#timer?.cancel();
    const atUs = this.#book.wakeAtUs(this.#now());
    this.#timer = atUs === null ? null : this.#parts.clock.startTimer(Math.max(0, (atUs - this.#now()) / 1_000), () => this.#settle(this.#book.wake(this.#now())));
  }
}
