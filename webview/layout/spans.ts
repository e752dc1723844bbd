/** When a run was in what: its states as spans of time. All times are microseconds after the picture's origin. */
import type { PictureStateName, PictureStates } from "../../core/protocol/run-picture.ts";
import { isFinalType, type StateType } from "../../core/states/state-type.ts";

/** A run from its first state to its end. */
export interface RunSpan {
  readonly from: number;
  /** When it was first Running; `undefined` when it never was. */
  readonly startAt: number | undefined;
  /** `undefined` while it goes on. */
  readonly endAt: number | undefined;
  readonly type: StateType;
  readonly stateName: string;
  /** How often it was started. */
  readonly attempts: number;
  /** Time between an end and the resume that made it go on. */
  readonly rest: number;
}

export type SegmentKind = "queued" | "running" | "retryWait" | "paused" | "debugged";

export interface Segment {
  readonly kind: SegmentKind;
  readonly from: number;
  readonly to: number;
  /** What came of it: the type of the next state; `undefined` while it goes on. */
  readonly outcome: StateType | undefined;
  /** From 1, of the running ones; 0 before the first. */
  readonly attempt: number;
}

const unknownState: PictureStateName = ["PENDING", "Pending"];

export function spanOf(stateNames: readonly PictureStateName[], states: PictureStates): RunSpan {
  let startAt: number | undefined;
  let attempts = 0;
  let rest = 0;
  for (let at = 0; at < states.length; at += 2) {
    const [type] = nameAt(stateNames, states, at);
    if (isFinalType(type) && at + 3 < states.length) rest += (states[at + 3] ?? 0) - (states[at + 1] ?? 0);
    if (type !== "RUNNING") continue;
    startAt ??= states[at + 1];
    attempts += 1;
  }
  const last = Math.max(0, states.length - 2);
  const [type, stateName] = nameAt(stateNames, states, last);
  return { from: states[1] ?? 0, startAt, endAt: isFinalType(type) ? (states[last + 1] ?? 0) : undefined, type, stateName, attempts, rest };
}

/** How long it took, from its start to its end or now, without what lay between an end and a resume. */
export function durationOf({ from, startAt, endAt, rest }: RunSpan, now: number): number {
  const start = startAt ?? from;
  return Math.max(0, (endAt ?? Math.max(now, start)) - start - rest);
}

/** The spans between states, in order. Between an end and what a resume made of it there is none. */
export function segmentsOf(stateNames: readonly PictureStateName[], states: PictureStates, now: number, debugPauses: readonly number[] = []): Segment[] {
  const segments: Segment[] = [];
  let attempt = 0;
  for (let at = 0; at < states.length; at += 2) {
    const [type, name] = nameAt(stateNames, states, at);
    if (type === "RUNNING") attempt += 1;
    const kind = kindOf(type, name);
    if (kind === undefined) continue;
    const from = states[at + 1] ?? 0;
    const isLast = at + 2 >= states.length;
    const to = isLast ? Math.max(from, now) : (states[at + 3] ?? from);
    const outcome = isLast ? undefined : nameAt(stateNames, states, at + 2)[0];
    const segment: Segment = { kind, from, to, outcome, attempt };
    if (kind === "running" && debugPauses.length > 0) segments.push(...withPauses(segment, debugPauses, now));
    else segments.push(segment);
  }
  return segments;
}

export interface SplitTimes {
  readonly queued: number;
  readonly running: number;
  readonly retryWait: number;
  readonly paused: number;
  readonly debugged: number;
}

/** How long a run was in each kind of span. */
export function splitTimes(segments: readonly Segment[]): SplitTimes {
  const times = { queued: 0, running: 0, retryWait: 0, paused: 0, debugged: 0 };
  for (const { kind, from, to } of segments) times[kind] += to - from;
  return times;
}

function kindOf(type: StateType, name: string): SegmentKind | undefined {
  switch (type) {
    case "SCHEDULED":
      return name === "AwaitingRetry" ? "retryWait" : "queued";
    case "PENDING":
      return "queued";
    case "RUNNING":
    case "CANCELLING":
      return "running";
    case "PAUSED":
      return "paused";
    default:
      return undefined;
  }
}

/** A running span with what a debugger held cut out of it. */
function withPauses(segment: Segment, pauses: readonly number[], now: number): Segment[] {
  const parts: Segment[] = [];
  let from = segment.from;
  for (let at = 0; at < pauses.length; at += 2) {
    const pauseFrom = Math.max(from, pauses[at] ?? 0);
    const pauseTo = Math.min(segment.to, pauses[at + 1] ?? now);
    if (pauseTo <= pauseFrom) continue;
    if (pauseFrom > from) parts.push({ ...segment, from, to: pauseFrom });
    parts.push({ ...segment, kind: "debugged", from: pauseFrom, to: pauseTo });
    from = pauseTo;
  }
  if (segment.to > from || parts.length === 0) parts.push({ ...segment, from });
  return parts;
}

function nameAt(stateNames: readonly PictureStateName[], states: PictureStates, at: number): PictureStateName {
  return stateNames[states[at] ?? -1] ?? unknownState;
}
