/** Above the rows: the whole run small, and the axis of time. Behind them: lines at its marks, and gaps. */
import { smallFont, type Painter } from "../canvas/painter.ts";
import { toPlace } from "../layout/axis-view.ts";
import type { Tick } from "../layout/time-ticks.ts";
import { durationWords } from "../layout/words.ts";
import { pixelOf, type BarArea } from "./draw-bars.ts";

export const minimapHeight = 20;
export const axisHeight = 20;

export function drawTickLines({ context, palette, height }: Painter, ticks: readonly Tick[], left: number, top: number): void {
  context.fillStyle = palette.line;
  context.globalAlpha = palette.outline === null ? 0.5 : 0.35;
  for (const { pixel } of ticks) context.fillRect(Math.round(left + pixel), top, 1, height - top);
  context.globalAlpha = 1;
}

export function drawAxis(painter: Painter, area: BarArea, ticks: readonly Tick[], top: number): void {
  const { context, palette, width, fitted } = painter;
  context.fillStyle = palette.background;
  context.fillRect(0, top, width, axisHeight);
  context.font = smallFont(palette);
  context.fillStyle = palette.dim;
  const gapLabels = drawGapLabels(painter, area, top);
  for (const { pixel, label } of ticks) {
    const x = Math.round(area.left + pixel) + 4;
    const right = x + context.measureText(label).width;
    if (fitted(label, area.right - x) !== label || gapLabels.some(([from, to]) => right > from - 4 && x < to + 4)) continue;
    context.fillText(label, x, top + axisHeight / 2);
  }
  context.fillStyle = palette.line;
  context.fillRect(0, top + axisHeight - 1, width, 1);
}

/** Above each squeezed span how long it was; answers with where that stands. */
function drawGapLabels({ context }: Painter, area: BarArea, top: number): (readonly [from: number, to: number])[] {
  return area.scale.gaps.flatMap((gap) => {
    const middle = (pixelOf(area, gap.from) + pixelOf(area, gap.to)) / 2;
    const words = `⋯ ${durationWords(gap.to - gap.from)} ⋯`;
    const half = context.measureText(words).width / 2;
    if (middle - half < area.left || middle + half > area.right) return [];
    context.fillText(words, middle - half, top + axisHeight / 2);
    return [[middle - half, middle + half] as const];
  });
}

/** Squeezed spans, as hatched bands behind the rows. */
export function drawGaps({ context, palette, height, hatch }: Painter, area: BarArea, axisTop: number): void {
  const top = axisTop + axisHeight;
  for (const { from, to } of area.scale.gaps) {
    const left = Math.max(area.left, pixelOf(area, from));
    const right = Math.min(area.right, pixelOf(area, to));
    if (right <= left) continue;
    context.fillStyle = hatch(palette.line, false);
    context.globalAlpha = 0.5;
    context.fillRect(left, top, right - left, height - top);
    context.globalAlpha = 1;
  }
}

export interface MinimapData {
  readonly busy: Float32Array;
  readonly failed: Float32Array;
  readonly most: number;
  /** The place at its right end. */
  readonly end: number;
}

export function drawMinimap(painter: Painter, area: BarArea, { busy, failed, most, end }: MinimapData, top: number): void {
  const { context, palette, width } = painter;
  context.fillStyle = palette.background;
  context.fillRect(0, top, width, minimapHeight);
  const base = top + minimapHeight - 2;
  const room = minimapHeight - 5;
  context.fillStyle = palette.running;
  context.globalAlpha = 0.55;
  context.beginPath();
  for (let x = 0; x < busy.length; x += 1) {
    const share = (busy[x] ?? 0) / Math.max(most, 1e-9);
    if (share > 0) context.rect(area.left + x, base - Math.max(1, share * room), 1, Math.max(1, share * room));
  }
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = palette.failed;
  for (let x = 0; x < failed.length; x += 1) if ((failed[x] ?? 0) > 0) context.fillRect(area.left + x, top + 2, 2, 4);
  drawWindow(painter, area, top, end);
}

/** What is in sight of the whole. */
function drawWindow({ context, palette }: Painter, area: BarArea, top: number, end: number): void {
  const width = area.right - area.left;
  const from = area.left + (area.view.from / end) * width;
  const to = area.left + (toPlace(area.view, width) / end) * width;
  if (from <= area.left + 1 && to >= area.right - 1) return;
  context.fillStyle = palette.background;
  context.globalAlpha = 0.65;
  context.fillRect(area.left, top, from - area.left, minimapHeight - 1);
  context.fillRect(to, top, area.right - to, minimapHeight - 1);
  context.globalAlpha = 1;
  context.strokeStyle = palette.focus;
  context.lineWidth = 1;
  context.strokeRect(Math.round(from) + 0.5, top + 0.5, Math.max(2, Math.round(to - from) - 1), minimapHeight - 2);
}
