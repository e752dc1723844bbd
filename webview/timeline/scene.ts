/** One picture of the timeline: everything that it depends on, and how it is painted. */
import { taskField, taskRunName } from "../../core/protocol/run-picture.ts";
import type { Painter } from "../canvas/painter.ts";
import type { AxisView } from "../layout/axis-view.ts";
import { density, highest } from "../layout/density.ts";
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import type { FoldRow, TimelineRow } from "../layout/timeline-rows.ts";
import { timeTicks } from "../layout/time-ticks.ts";
import { axisHeight, drawAxis, drawGaps, drawMinimap, drawTickLines, minimapHeight, type MinimapData } from "./draw-axis.ts";
import { drawBars, type BarArea } from "./draw-bars.ts";
import { drawFold, foldFacts, type FoldFacts } from "./draw-fold.ts";
import { drawName, type RowName } from "./draw-names.ts";

export const rowHeight = 22;
export const headerHeight = minimapHeight + axisHeight;
const edge = 8;
const tickRoom = 50;

export interface Scene {
  readonly layout: TimelineLayout;
  readonly view: AxisView;
  readonly scrollTop: number;
  readonly namesWidth: number;
  /** Microseconds after the origin. */
  readonly now: number;
  readonly hoveredRow: number;
  readonly selectedRow: number;
  readonly focusedRow: number;
  readonly hasFocus: boolean;
  /** A range that is being dragged, in pixels. */
  readonly range: { readonly from: number; readonly to: number } | undefined;
  /** Tasks on the critical path; `undefined`: not shown. */
  readonly critical: ReadonlySet<number> | undefined;
  /** How far spinning icons have turned, from 0 to 1. */
  readonly spin: number;
}

export function barArea({ view, layout, namesWidth }: Pick<Scene, "view" | "layout" | "namesWidth">, width: number): BarArea {
  return { left: namesWidth + edge, right: Math.max(namesWidth + edge + 1, width - edge), view, scale: layout.scale };
}

/** Keeps what is costly to count between pictures of the same version. */
export class ScenePainter {
  #layout: TimelineLayout | undefined;
  #version = -1;
  #live = -1;
  readonly #folds = new Map<string, FoldFacts>();
  #minimap: { readonly width: number; readonly data: MinimapData } | undefined;

  paint(painter: Painter, scene: Scene): void {
    const { layout, now } = scene;
    this.#forgetStale(layout, now);
    const area = barArea(scene, painter.width);
    const ticks = timeTicks(scene.view, layout.scale, area.right - area.left, tickRoom);
    const first = Math.max(0, Math.floor(scene.scrollTop / rowHeight));
    const end = Math.min(layout.rows.length, Math.ceil((scene.scrollTop + painter.height - headerHeight) / rowHeight));
    for (let index = first; index < end; index += 1) this.#paintBackground(painter, scene, index);
    drawTickLines(painter, ticks, area.left, headerHeight);
    drawGaps(painter, area, minimapHeight);
    clipped(painter, area.left - edge, painter.width, () => {
      for (let index = first; index < end; index += 1) this.#paintBars(painter, scene, area, index);
    });
    clipped(painter, 0, scene.namesWidth, () => {
      for (let index = first; index < end; index += 1) this.#paintName(painter, scene, index);
    });
    this.#paintHeader(painter, scene, area, ticks);
  }

  foldFacts(layout: TimelineLayout, row: FoldRow, now: number): FoldFacts {
    let facts = this.#folds.get(row.key);
    if (facts === undefined) {
      facts = foldFacts(layout, row, now);
      this.#folds.set(row.key, facts);
    }
    return facts;
  }

  #forgetStale(layout: TimelineLayout, now: number): void {
    // While something runs, counts grow too; ten times a second is enough for that.
    const live = layout.isLive ? Math.floor(now / 100_000) : -1;
    if (layout === this.#layout && layout.version === this.#version && live === this.#live) return;
    this.#layout = layout;
    this.#version = layout.version;
    this.#live = live;
    this.#folds.clear();
    this.#minimap = undefined;
  }

  #paintBackground({ context, palette, width }: Painter, scene: Scene, index: number): void {
    const top = rowTop(scene, index);
    const isSelected = index === scene.selectedRow;
    if (isSelected || index === scene.hoveredRow) {
      context.fillStyle = isSelected ? (scene.hasFocus ? palette.selected : palette.selectedInactive) : palette.hover;
      context.fillRect(0, top, width, rowHeight);
    }
    const isOutlined = (scene.hasFocus && index === scene.focusedRow) || (palette.outline !== null && isSelected);
    if (!isOutlined) return;
    context.strokeStyle = palette.focus;
    context.lineWidth = 1;
    context.strokeRect(0.5, top + 0.5, width - 1, rowHeight - 1);
  }

  #paintBars(painter: Painter, scene: Scene, area: BarArea, index: number): void {
    const row = scene.layout.rows[index];
    if (row === undefined) return;
    const { layout, now } = scene;
    const middle = rowTop(scene, index) + rowHeight / 2;
    if (row.kind === "fold") return drawFold(painter, area, this.foldFacts(layout, row, now), middle);
    const span = row.kind === "flow" ? layout.flowSpan() : layout.spanOf(row.task);
    if (span === undefined) return;
    const segments = row.kind === "flow" ? layout.flowSegments(now) : layout.segmentsOf(row.task, now);
    drawBars(painter, area, middle, span, segments, now);
    if (scene.critical !== undefined && row.kind === "task" && !scene.critical.has(row.task)) veil(painter, area, middle);
  }

  #paintName(painter: Painter, scene: Scene, index: number): void {
    const row = scene.layout.rows[index];
    if (row === undefined) return;
    const isBright = index === scene.selectedRow && scene.hasFocus;
    const foreground = isBright ? painter.palette.selectedForeground : painter.palette.foreground;
    drawName(painter, row, this.rowName(scene.layout, row, scene.now), rowTop(scene, index) + rowHeight / 2, scene.namesWidth, foreground, scene.spin);
  }

  rowName(layout: TimelineLayout, row: TimelineRow, now: number): RowName {
    const { picture } = layout;
    if (row.kind === "fold") {
      const { total, ended, failed } = this.foldFacts(layout, row, now);
      const count = ended === total ? `×${total.toLocaleString("en")}` : `${ended}/${total}`;
      return { name: picture.definitions[row.definition]?.name ?? "task", note: failed === 0 ? count : `${count}, ${failed} failed`, span: undefined };
    }
    if (row.kind === "flow") {
      const root = picture.flowRuns[0];
      return { name: picture.definitions[root?.definition ?? -1]?.name ?? "flow", note: "", span: layout.flowSpan() };
    }
    const task = picture.tasks[row.task];
    return { name: task === undefined ? "" : taskRunName(picture, task), note: noteOf(layout, row.task), span: layout.spanOf(row.task) };
  }

  #paintHeader(painter: Painter, scene: Scene, area: BarArea, ticks: Parameters<typeof drawAxis>[2]): void {
    const { context, palette, height } = painter;
    drawMinimap(painter, area, this.#minimapData(scene, Math.floor(area.right - area.left)), 0);
    drawAxis(painter, area, ticks, minimapHeight);
    context.fillStyle = palette.line;
    context.fillRect(Math.round(scene.namesWidth), 0, 1, height);
    if (scene.range === undefined) return;
    const [from, to] = [Math.min(scene.range.from, scene.range.to), Math.max(scene.range.from, scene.range.to)];
    context.fillStyle = palette.focus;
    context.globalAlpha = 0.2;
    context.fillRect(from, 0, to - from, height);
    context.globalAlpha = 1;
    context.fillRect(from, 0, 1, height);
    context.fillRect(to, 0, 1, height);
  }

  #minimapData({ layout, now }: Scene, width: number): MinimapData {
    if (this.#minimap?.width === width) return this.#minimap.data;
    const end = layout.scale.placeOf(layout.endAt(now));
    const busy: [number, number][] = [];
    const failed: [number, number][] = [];
    for (let task = 0; task < layout.picture.tasks.length; task += 1) {
      const span = layout.spanOf(task);
      if (span === undefined || layout.tree.children.has(task)) continue;
      const to = layout.scale.placeOf(span.endAt ?? now);
      if (span.startAt !== undefined) busy.push([layout.scale.placeOf(span.startAt), to]);
      if (span.type === "FAILED" || span.type === "CRASHED") failed.push([to, to]);
    }
    const values = density(busy, Math.max(1, width), 0, end);
    const data = { busy: values, failed: density(failed, Math.max(1, width), 0, end), most: highest(values), end };
    this.#minimap = { width, data };
    return data;
  }
}

function noteOf(layout: TimelineLayout, task: number): string {
  const span = layout.spanOf(task);
  const hasChild = (layout.picture.tasks[task]?.[taskField.childRun] ?? -1) >= 0;
  const attempts = span !== undefined && span.attempts > 1 ? `×${span.attempts}` : "";
  return hasChild && attempts === "" ? "flow" : attempts;
}

export function rowTop({ scrollTop }: Pick<Scene, "scrollTop">, index: number): number {
  return headerHeight + index * rowHeight - scrollTop;
}

/** Sets a row back behind those that count. */
function veil({ context, palette }: Painter, area: BarArea, middle: number): void {
  context.fillStyle = palette.background;
  context.globalAlpha = 0.65;
  context.fillRect(area.left - edge, middle - rowHeight / 2, area.right - area.left + edge * 2, rowHeight);
  context.globalAlpha = 1;
}

function clipped({ context, height }: Painter, left: number, right: number, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left, headerHeight, right - left, height - headerHeight);
  context.clip();
  paint();
  context.restore();
}
