/** The bars of a row. Each kind of span has a form of its own, so that none is told by colour alone. */
import type { Painter } from "../canvas/painter.ts";
import { smallFont } from "../canvas/painter.ts";
import { stateColor } from "../canvas/state-colors.ts";
import { readableOn } from "../layout/contrast.ts";
import { toPixel, type AxisView } from "../layout/axis-view.ts";
import { durationOf, type RunSpan, type Segment } from "../layout/spans.ts";
import type { TimeScale } from "../layout/time-scale.ts";
import { durationWords } from "../layout/words.ts";

export interface BarArea {
  readonly left: number;
  readonly right: number;
  readonly view: AxisView;
  readonly scale: TimeScale;
}

const barHeight = 12;
const thinHeight = 4;
const leastWidth = 2;

export function pixelOf({ left, view, scale }: BarArea, time: number): number {
  return left + toPixel(view, scale.placeOf(time));
}

/** Draws a run's spans around `middle`, and how long it took behind them. */
export function drawBars(painter: Painter, area: BarArea, middle: number, span: RunSpan, segments: readonly Segment[], now: number): void {
  for (const segment of segments) {
    const from = pixelOf(area, segment.from);
    const to = pixelOf(area, segment.to);
    if (to < area.left || from > area.right) continue;
    drawSegment(painter, segment, span, Math.max(from, area.left - 8), Math.min(Math.max(to, from + (segment.kind === "running" ? leastWidth : 0)), area.right + 8), middle);
  }
  const end = pixelOf(area, span.endAt ?? Math.max(now, span.from));
  if (segments.every(({ kind }) => kind !== "running") && span.endAt !== undefined) drawPoint(painter, span, end, middle);
  drawDuration(painter, area, middle, span, end, now);
}

function drawSegment(painter: Painter, segment: Segment, span: RunSpan, from: number, to: number, middle: number): void {
  const { context, palette } = painter;
  const width = to - from;
  switch (segment.kind) {
    case "queued": {
      if (width < 1.5) return;
      context.strokeStyle = palette.dim;
      context.globalAlpha = 0.75;
      context.lineWidth = 1;
      context.strokeRect(from + 0.5, middle - thinHeight / 2 + 0.5, width - 1, thinHeight - 1);
      context.globalAlpha = 1;
      return;
    }
    case "retryWait": {
      if (width < 1.5) return;
      context.strokeStyle = palette.retry;
      context.lineWidth = 1.5;
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(from, middle);
      context.lineTo(to, middle);
      context.stroke();
      context.setLineDash([]);
      return;
    }
    case "paused":
      return drawHatched(painter, from, width, middle, palette.paused, false);
    case "debugged":
      return drawHatched(painter, from, width, middle, palette.debugged, true);
    case "running":
      return drawRunning(painter, segment, span, from, width, middle);
  }
}

function drawRunning(painter: Painter, segment: Segment, span: RunSpan, from: number, width: number, middle: number): void {
  const { context, palette } = painter;
  const isRetried = segment.outcome === "SCHEDULED";
  const type = isRetried ? "FAILED" : (segment.outcome ?? "RUNNING");
  const color = stateColor(type === "COMPLETED" || type === "FAILED" || type === "CRASHED" || type === "CANCELLED" || type === "CANCELLING" ? type : "RUNNING", palette);
  const top = middle - barHeight / 2;
  context.fillStyle = color;
  // An attempt that was not the last is seen through; one that was cancelled too.
  context.globalAlpha = isRetried || type === "CANCELLED" ? 0.45 : 0.85;
  roundedRect(context, from, top, Math.max(width, leastWidth), barHeight);
  context.fill();
  context.globalAlpha = 1;
  if (isRetried || type === "CANCELLED" || palette.outline !== null) {
    context.strokeStyle = palette.outline ?? color;
    context.lineWidth = 1;
    roundedRect(context, from + 0.5, top + 0.5, Math.max(width, leastWidth) - 1, barHeight - 1);
    context.stroke();
  }
  if (span.attempts > 1 && width > 12) {
    context.font = smallFont(palette);
    // An earlier attempt is seen through, down to the background.
    context.fillStyle = isRetried ? palette.foreground : readableOn(color, palette.foreground, palette.background);
    context.textAlign = "center";
    context.fillText(String(segment.attempt), from + width / 2, middle + 0.5);
    context.textAlign = "left";
  }
}

function drawHatched({ context, hatch, palette }: Painter, from: number, width: number, middle: number, color: string, isCrossed: boolean): void {
  const top = middle - barHeight / 2;
  context.fillStyle = hatch(color, isCrossed);
  context.fillRect(from, top, Math.max(width, leastWidth), barHeight);
  context.strokeStyle = palette.outline ?? color;
  context.lineWidth = 1;
  context.strokeRect(from + 0.5, top + 0.5, Math.max(width, leastWidth) - 1, barHeight - 1);
}

/** A run that never ran has a diamond where it ended: answered from a record, cancelled before its start. */
function drawPoint({ context, palette }: Painter, span: RunSpan, at: number, middle: number): void {
  const size = 5;
  context.fillStyle = stateColor(span.type, palette);
  context.beginPath();
  context.moveTo(at, middle - size);
  context.lineTo(at + size, middle);
  context.lineTo(at, middle + size);
  context.lineTo(at - size, middle);
  context.fill();
}

function drawDuration(painter: Painter, { left, right }: BarArea, middle: number, span: RunSpan, end: number, now: number): void {
  const { context, palette, fitted } = painter;
  const words = durationWords(durationOf(span, now));
  context.font = smallFont(palette);
  context.fillStyle = palette.dim;
  const from = Math.max(end, left) + 6;
  if (end >= left && fitted(words, right - from - 2) === words) context.fillText(words, from, middle + 0.5);
}

function roundedRect(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(2, width / 2));
}
