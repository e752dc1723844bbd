/**
 * The pauses of one flow run.
 *
 * P1. One is asked at a time; the others wait for their turn.
 * P2. An answer is in the file before the call that waits for it sees it (J3), and holds for all attempts: it is found again by the
 *     pause's place, which is made of its key, or of its caller and its ordinal there.
 * P3. While the run is paused, nothing that its function calls starts. What goes on may call what it needs.
 */
import { PausedTimeoutError, PauseRefusedError } from "../../../core/protocol/errors.ts";
import { type CallStack, placeAt } from "../../definition/call-stack.ts";
import { completeInput } from "../../../core/protocol/pause-input.ts";
import type { PausedState, PauseRequest } from "../../../core/states/run-state.ts";
import type { StoredValue } from "../../../core/states/stored-value.ts";
import { encodeInline } from "../../../journal/inline-value.ts";
import { encodeValue, inlineLimit } from "../../../journal/value-codec.ts";
import type { PauseSettings } from "../../pause/pause-options.ts";
import { knownSecrets } from "../../secrets/known-secrets.ts";
import { abortReason } from "../abort-reason.ts";
import type { Attempt } from "../attempt.ts";
import type { CallPlace } from "../definition-table.ts";
import { flowFacts } from "../flow-facts.ts";
import type { FlowRun } from "../flow-run.ts";
import { keepGiven } from "../keep-given.ts";
import type { TaskRun } from "../task-run.ts";
import { enterFlowState, proposeForFlow } from "../transition.ts";
import type { AnsweredPause, PauseAnswer } from "./pause-answer.ts";
import { RecordedAnswers } from "./recorded-answers.ts";
import { Suspension } from "./suspension.ts";
import { untilAborted } from "./until-aborted.ts";

export interface PauseCall extends PauseSettings {
  readonly kind: "pause" | "suspend";
  readonly site: CallPlace | null;
  /** For the error that it ends with when nobody answers. */
  readonly stack: CallStack;
}

/** Who calls it. */
interface Caller {
  readonly task: TaskRun | null;
  readonly attempt: Attempt;
}

interface OpenPause {
  readonly call: PauseCall;
  readonly state: PausedState;
  readonly request: PauseRequest;
  isAnswered: boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  letGo(): void;
}

export class FlowPauses {
  readonly #run: FlowRun;
  readonly answers: RecordedAnswers;
  /** How many pauses without a key each attempt has made. */
  readonly #made = new WeakMap<Attempt, number>();
  #turn: Promise<void> = Promise.resolve();
  #open: OpenPause | null = null;
  /** Numbers of the pauses that were answered in this process: a second answer is told so, however late it comes. */
  readonly #answered = new Set<number>();
  #held: (() => void)[] = [];
  #onExpired: ((error: PausedTimeoutError) => void) | null = null;
  #onSuspended: () => void = () => undefined;
  /** While a suspension waits for the task runs under way. */
  #suspension: Suspension | null = null;
  /** Task runs that wait in a pause: they end only behind it. */
  readonly #askingTasks = new Set<TaskRun>();

  constructor(run: FlowRun) {
    this.#run = run;
    this.answers = new RecordedAnswers(run);
  }

  /** What it waits for now. */
  get request(): PauseRequest | null {
    return this.#open?.isAnswered === false ? this.#open.request : null;
  }

  /** P3. */
  get isHolding(): boolean {
    return this.#open !== null || this.#suspension !== null;
  }

  /** Calls back once the run goes on, with whatever waits longer first. */
  whenGoingOn(callback: () => void): void {
    if (this.isHolding) this.#held.push(callback);
    else callback();
  }

  /** The attempt is over: nobody waits for an answer any more, and what was held is dropped with it. */
  close(): void {
    this.#open?.letGo();
    this.#open = null;
    this.#suspension = null;
    this.#held = [];
    this.#turn = Promise.resolve();
  }

  /** Rejects when a pause of the attempt that begins now has not been answered in time. */
  expiry(): Promise<never> {
    const expired = new Promise<never>((_resolve, reject) => {
      this.#onExpired = reject;
    });
    expired.catch(() => undefined);
    return expired;
  }

  /** @throws CancelledError, PausedTimeoutError, PauseRefusedError */
  async ask(call: PauseCall, caller: Caller): Promise<unknown> {
    const place = this.#placeOf(call, caller);
    if (caller.task !== null) this.#askingTasks.add(caller.task);
    this.#suspension?.look();
    const leave = await this.#takeTurn();
    try {
      if (caller.attempt.refusesRuns) return await caller.attempt.refuse();
      const known = await this.answers.find(place, call);
      if (known !== undefined && call.key === null) return known.value;
      const state = this.#stateFor(call, place);
      const decision = proposeForFlow(this.#run, state, flowFacts(this.#run));
      if (decision.kind === "accept") return await (call.kind === "pause" ? this.#wait(call, state, caller) : this.#suspend(state, caller));
      if (known !== undefined) return known.value;
      throw new PauseRefusedError(decision.reason);
    } finally {
      leave();
      if (caller.task !== null) this.#askingTasks.delete(caller.task);
    }
  }

  /** Fulfils once the flow run is suspended: its process is to end. */
  suspension(): Promise<void> {
    return new Promise((resolve) => {
      this.#onSuspended = resolve;
    });
  }

  /** A task run of the flow run has ended. */
  noteEnd(): void {
    this.#suspension?.look();
  }

  /** Answers the pause that is open. Fulfils once that is in the file. */
  async answer({ token, pause, input }: PauseAnswer): Promise<AnsweredPause> {
    const open = this.#open;
    if (pause !== null && this.#answered.has(pause)) return { kind: "answered" };
    if (open === null || open.isAnswered) return { kind: "notPaused" };
    const { call, request } = open;
    if (pause !== null && pause !== request.number) return { kind: "notPaused" };
    const given = completeInput(input, call.initial);
    const read = await call.form.read(given);
    if (read.kind === "refused") return { kind: "refused", problems: read.problems };
    // Somebody else, or its end, may have been quicker than a schema that takes its time.
    if (this.#answered.has(request.number)) return { kind: "answered" };
    if (this.#open !== open || open.isAnswered) return { kind: "notPaused" };
    open.isAnswered = true;
    this.#answered.add(request.number);
    this.#record(open, token, given);
    await this.#goOn(open, read.value);
    return { kind: "accepted" };
  }

  async #goOn(open: OpenPause, value: unknown): Promise<void> {
    const { root } = this.#run;
    const decision = proposeForFlow(this.#run, { type: "RUNNING", name: "Running", at: 0, message: null }, flowFacts(this.#run));
    if (decision.kind !== "accept") return this.#expire(open);
    enterFlowState(this.#run, decision.state);
    await root.written();
    open.resolve(value);
  }

  #record({ request, state }: OpenPause, token: string, given: unknown): void {
    const { root, number } = this.#run;
    const { recorded, held } = keepGiven(root, encodeInline(given), `The answer to this pause of ${this.#run.name}`, this.#run);
    const key = `${state.suspended ? "suspended" : "paused"}-${request.number}-response`;
    root.write({ k: "input", run: number, input: token, key, ...(recorded === undefined ? {} : { v: recorded }), pause: request.place });
    this.answers.keep(request.place, request.key, held);
  }

  #placeOf({ key }: PauseCall, { task, attempt }: Caller): string {
    if (key !== null) return `key:${key}`;
    const ordinal = (this.#made.get(attempt) ?? 0) + 1;
    this.#made.set(attempt, ordinal);
    return task === null ? String(ordinal) : `task:${task.number}:${ordinal}`;
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#turn;
    let leave = (): void => undefined;
    this.#turn = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  }

  #stateFor({ kind, key, description, initial, form, site, timeoutMs }: PauseCall, place: string): PausedState {
    const { root } = this.#run;
    // For people: a form without its secrets, with its fields.
    const store = (value: unknown): StoredValue => JSON.parse(encodeValue(knownSecrets().redactor.redactTexts(value), inlineLimit.result, root.storage) ?? "null") as StoredValue;
    const at = root.definitions.site(site);
    const request: PauseRequest = {
      number: this.answers.asked + 1,
      place,
      ...(key === null ? {} : { key }),
      ...(description === undefined ? {} : { description }),
      ...(form.schema === null ? {} : { schema: store(form.schema) }),
      ...(form.isChecked ? { isChecked: true as const } : {}),
      ...(initial === undefined ? {} : { initial: store(initial) }),
      ...(at === undefined ? {} : { site: at }),
    };
    const timeoutAt = root.clock.nowUs() + Math.round(timeoutMs * 1_000);
    const suspended = kind === "suspend";
    return { type: "PAUSED", name: suspended ? "Suspended" : "Paused", at: 0, message: description ?? null, timeoutAt, suspended, pause: request };
  }

  async #wait(call: PauseCall, state: PausedState, { attempt }: Caller): Promise<unknown> {
    const { pause: request } = state;
    if (request === undefined) throw new TypeError("A pause without a request.");
    const run = this.#run;
    this.answers.asked = request.number;
    enterFlowState(run, state);
    run.root.log("info", "Pausing flow, execution will continue when this flow run is resumed.", run.about);
    run.root.parts.onPaused?.(run, state, call.form.schema);
    attempt.pause();
    const { signal } = attempt;
    try {
      return await new Promise((resolve, reject) => {
        const stop = (): void => reject(abortReason(signal));
        const timer = run.root.clock.startTimer(call.timeoutMs, () => (open.isAnswered ? undefined : this.#expire(open)));
        const letGo = (): void => {
          timer.cancel();
          signal.removeEventListener("abort", stop);
          attempt.unpause();
        };
        const open: OpenPause = { call, state, request, isAnswered: false, resolve, reject, letGo };
        this.#open = open;
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop, { once: true });
      });
    } finally {
      this.#open?.letGo();
      this.#open = null;
      for (const callback of this.#held.splice(0)) callback();
    }
  }

  /** Never fulfils: the process ends. @throws CancelledError */
  async #suspend(state: PausedState, { attempt }: Caller): Promise<never> {
    const run = this.#run;
    run.root.log("info", "Suspending flow run, execution will be rescheduled when this flow run is resumed.", run.about);
    attempt.pause();
    const suspension = new Suspension(run, this.#askingTasks);
    this.#suspension = suspension;
    try {
      await untilAborted(suspension.whenQuiet, attempt.signal);
    } catch (error) {
      this.#suspension = null;
      attempt.unpause();
      for (const callback of this.#held.splice(0)) callback();
      throw error;
    }
    this.answers.asked = state.pause?.number ?? this.answers.asked;
    suspension.recordTasks(state);
    enterFlowState(run, state);
    this.#onSuspended();
    return await new Promise<never>(() => undefined);
  }

  /** Nobody has answered in time. What the code does about it changes nothing any more. */
  #expire(open: OpenPause): void {
    const error = placeAt(new PausedTimeoutError("paused"), open.call.stack);
    open.isAnswered = true;
    this.#onExpired?.(error);
    open.reject(error);
  }
}
