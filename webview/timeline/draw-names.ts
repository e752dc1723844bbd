/** The names of the rows, as a tree of the editor shows its entries: indent, chevron, icon of the state, name. */
import { iconFont, textFont, type Painter } from "../canvas/painter.ts";
import { stateColor } from "../canvas/state-colors.ts";
import type { RunSpan } from "../layout/spans.ts";
import type { TimelineRow } from "../layout/timeline-rows.ts";
import { iconOf } from "../layout/words.ts";

export const indentPixels = 8;
export const chevronPixels = 16;

export interface RowName {
  readonly name: string;
  /** Behind the name, dimmed. */
  readonly note: string;
  readonly span: RunSpan | undefined;
}

export function drawName(painter: Painter, row: TimelineRow, { name, note, span }: RowName, middle: number, right: number, foreground: string, spin: number): void {
  const { context, palette, glyph, fitted } = painter;
  let x = 4 + row.depth * indentPixels;
  if (row.isExpandable) {
    context.font = iconFont();
    context.fillStyle = foreground;
    context.fillText(glyph(row.isExpanded ? "chevron-down" : "chevron-right"), x, middle);
  }
  x += chevronPixels + 2;
  const iconName = row.kind === "fold" ? "layers" : span === undefined ? "circle-outline" : iconOf(span.type, span.stateName);
  const color = span === undefined ? palette.dim : stateColor(span.type, palette);
  drawIcon(painter, iconName, x, middle, color, iconName === "loading" ? spin : 0);
  x += 20;
  context.font = textFont(palette, row.kind === "flow" ? "600" : "normal");
  context.fillStyle = foreground;
  const shown = fitted(name, right - x - 4);
  context.fillText(shown, x, middle + 0.5);
  if (note === "" || shown !== name) return;
  x += context.measureText(name).width + 6;
  context.font = textFont(palette);
  context.fillStyle = foreground === palette.foreground ? palette.dim : foreground;
  context.fillText(fitted(note, right - x - 4), x, middle + 0.5);
}

/** `turn`: how far a spinning one has come, from 0 to 1. */
export function drawIcon({ context, glyph }: Painter, iconName: string, x: number, middle: number, color: string, turn = 0): void {
  context.font = iconFont();
  context.fillStyle = color;
  if (turn === 0) {
    context.fillText(glyph(iconName), x, middle);
    return;
  }
  context.save();
  context.translate(x + 8, middle);
  context.rotate(turn * Math.PI * 2);
  context.fillText(glyph(iconName), -8, 0);
  context.restore();
}
