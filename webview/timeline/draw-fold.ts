/** A folded row: how many ran at each moment, and where some failed. */
import type { Painter } from "../canvas/painter.ts";
import { toPlace } from "../layout/axis-view.ts";
import { density, highest } from "../layout/density.ts";
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import type { FoldRow } from "../layout/timeline-rows.ts";
import type { BarArea } from "./draw-bars.ts";

const stripHeight = 16;

/** What is in a fold, counted once for each version of the layout. */
export interface FoldFacts {
  readonly total: number;
  readonly ended: number;
  readonly failed: number;
  /** Place from and to, in pairs. */
  readonly spans: Float64Array;
  readonly failures: Float64Array;
}

export function foldFacts(layout: TimelineLayout, { members }: FoldRow, now: number): FoldFacts {
  const spans = new Float64Array(members.length * 2);
  const failures: number[] = [];
  let [ended, failed] = [0, 0];
  members.forEach((member, index) => {
    const span = layout.spanOf(member);
    if (span === undefined) return;
    const from = layout.scale.placeOf(span.startAt ?? span.from);
    const to = layout.scale.placeOf(span.endAt ?? now);
    spans[index * 2] = from;
    spans[index * 2 + 1] = to;
    if (span.endAt !== undefined) ended += 1;
    if (span.type !== "FAILED" && span.type !== "CRASHED") return;
    failed += 1;
    failures.push(to);
  });
  return { total: members.length, ended, failed, spans, failures: Float64Array.from(failures) };
}

export function drawFold({ context, palette }: Painter, area: BarArea, facts: FoldFacts, middle: number): void {
  const buckets = Math.max(1, Math.floor((area.right - area.left) / 2));
  const [from, to] = [area.view.from, toPlace(area.view, area.right - area.left)];
  const values = density(pairs(facts.spans), buckets, from, to);
  const most = Math.max(highest(values), 1e-9);
  const base = middle + stripHeight / 2;
  context.fillStyle = facts.ended === facts.total ? palette.passed : palette.running;
  context.globalAlpha = 0.85;
  context.beginPath();
  values.forEach((value, bucket) => {
    if (value <= 0) return;
    const height = Math.max(2, (value / most) * stripHeight);
    context.rect(area.left + bucket * 2, base - height, 2, height);
  });
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = palette.failed;
  for (const place of facts.failures) {
    const x = area.left + (place - area.view.from) * area.view.scale;
    if (x >= area.left && x <= area.right) context.fillRect(Math.round(x) - 1, middle - stripHeight / 2, 2, stripHeight);
  }
}

function* pairs(values: Float64Array): Generator<readonly [number, number]> {
  for (let at = 0; at < values.length; at += 2) yield [values[at] ?? 0, values[at + 1] ?? 0];
}
