/** What a row says in words: in the table, the tooltip and to a screen reader. */
import { durationOf, splitTimes } from "../layout/spans.ts";
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import type { TimelineRow } from "../layout/timeline-rows.ts";
import { counted, durationWords, stateWords } from "../layout/words.ts";
import type { ScenePainter } from "./scene.ts";

export interface RowWords {
  readonly name: string;
  readonly state: string;
  readonly start: string;
  readonly duration: string;
  /** Empty for a single attempt. */
  readonly attempts: string;
  /** What else a tooltip says, a line each. */
  readonly notes: readonly string[];
}

export function rowWords(painter: ScenePainter, layout: TimelineLayout, row: TimelineRow, now: number): RowWords {
  const { name, note, span } = painter.rowName(layout, row, now);
  if (row.kind === "fold") {
    const facts = painter.foldFacts(layout, row, now);
    const state = facts.failed > 0 ? `${facts.ended} of ${facts.total} ended, ${facts.failed} failed` : `${facts.ended} of ${facts.total} ended`;
    const durations = row.members.map((member) => layout.spanOf(member)).flatMap((one) => (one?.endAt === undefined ? [] : [durationOf(one, now)]));
    return { name, state, start: "", duration: "", attempts: "", notes: [counted(facts.total, "run"), ...percentiles(durations)] };
  }
  if (span === undefined) return { name, state: "unknown", start: "", duration: "", attempts: "", notes: [] };
  const times = splitTimes(row.kind === "flow" ? layout.flowSegments(now) : layout.segmentsOf(row.task, now));
  const start = span.startAt ?? span.from;
  return {
    name,
    state: stateWords(span.stateName),
    start: `+${durationWords(start)}`,
    duration: durationWords(durationOf(span, now)),
    attempts: span.attempts > 1 ? counted(span.attempts, "attempt") : "",
    notes: [
      ...(note === "flow" ? ["child flow"] : []),
      ...part(times.queued, "queued"),
      ...(span.attempts > 1 || times.paused > 0 || times.debugged > 0 ? part(times.running, "running") : []),
      ...part(times.retryWait, "waiting to retry"),
      ...part(times.paused, "paused"),
      ...part(times.debugged, "held by the debugger"),
    ],
  };
}

export function spokenRow({ name, state, duration, attempts }: RowWords): string {
  return [name, state, duration, attempts].filter((words) => words !== "").join(", ");
}

const worthSayingUs = 1_000;

function part(us: number, what: string): string[] {
  return us < worthSayingUs ? [] : [`${durationWords(us)} ${what}`];
}

function percentiles(durations: readonly number[]): string[] {
  if (durations.length === 0) return [];
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number): string => durationWords(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return [`half within ${at(0.5)}`, `95% within ${at(0.95)}`, `slowest ${at(1)}`];
}
