/** Rows under hands and keys: which has the focus, which is selected, what unfolds. */
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import type { Session } from "../model/session.ts";
import type { Selection } from "../model/view-state.ts";
import { isTyping } from "../parts/dom.ts";
import { chevronPixels, indentPixels } from "./draw-names.ts";
import { timelineCommand, type TimelineCommand } from "./keys.ts";
import { headerHeight, rowHeight } from "./scene.ts";
import type { TimeZoom } from "./zoom.ts";

export interface RowPort {
  readonly layout: () => TimelineLayout | undefined;
  /** Microseconds after the origin. */
  readonly now: () => number;
  readonly scroller: HTMLElement;
  /** Makes the space of the rows as high as they are. */
  readonly stretch: () => void;
  /** The row with the focus has changed: the table gives it to the element. */
  readonly focusRow: () => void;
  /** The inspector should have the focus. */
  readonly open: () => void;
  /** The form of what the run waits for should have it. */
  readonly answer: () => void;
}

export class RowControl {
  readonly #session: Session;
  readonly #zoom: TimeZoom;
  readonly #port: RowPort;
  #focused = 0;

  constructor(session: Session, zoom: TimeZoom, port: RowPort) {
    this.#session = session;
    this.#zoom = zoom;
    this.#port = port;
  }

  get focused(): number {
    return Math.max(0, Math.min(this.#focused, (this.#port.layout()?.rows.length ?? 1) - 1));
  }

  /** The element of a row was focused, by the Tab key or a screen reader. */
  set focused(index: number) {
    this.#focused = index;
  }

  get selected(): number {
    const layout = this.#port.layout();
    const { selection } = this.#session.store.state;
    if (selection === null || layout === undefined) return -1;
    if (selection.kind === "run") return layout.rows[0]?.kind === "flow" ? 0 : -1;
    return layout.rowOf(selection.task);
  }

  get inSight(): number {
    return Math.max(1, Math.floor((this.#port.scroller.clientHeight - headerHeight) / rowHeight));
  }

  onKey(event: KeyboardEvent): void {
    const layout = this.#port.layout();
    if (layout === undefined || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const command = timelineCommand(event.key.length === 1 ? event.key.toLowerCase() : event.key, layout.rows, this.#focused, this.inSight);
    if (command === undefined) return;
    event.preventDefault();
    this.run(command);
  }

  run(command: TimelineCommand): void {
    switch (command.kind) {
      case "focus":
        this.#focusRow(command.row);
        this.#selectRow(command.row);
        return;
      case "toggle":
        return this.#toggle(command.row);
      case "open":
        this.#selectRow(this.#focused);
        return this.#port.open();
      case "zoom":
        return this.#zoom.zoomAt(undefined, command.factor);
      case "pan":
        return this.#zoom.panPages(command.pages);
      case "fit":
        return this.#zoom.fit();
      case "zoomToRow":
        return this.#zoomToRow(this.#focused);
      case "rerunFrom":
        return this.#rerunFrom(this.#focused);
      case "answer":
        return this.#port.answer();
      case "unselect":
        return this.#session.select(null);
    }
  }

  #focusRow(index: number): void {
    this.#focused = index;
    this.#scrollTo(index);
    this.#port.focusRow();
  }

  #scrollTo(index: number): void {
    const layout = this.#port.layout();
    if (layout === undefined) return;
    // The space may not have grown yet.
    this.#port.stretch();
    const inSight = this.inSight * rowHeight;
    const top = index * rowHeight;
    if (top < this.#port.scroller.scrollTop) this.#port.scroller.scrollTop = top;
    else if (top + rowHeight > this.#port.scroller.scrollTop + inSight) this.#port.scroller.scrollTop = top + rowHeight - inSight;
  }

  #selectRow(index: number): void {
    const row = this.#port.layout()?.rows[index];
    if (row?.kind === "flow") this.#session.select({ kind: "run" });
    if (row?.kind === "task") this.#session.select({ kind: "task", task: row.task });
  }

  #toggle(index: number): void {
    const row = this.#port.layout()?.rows[index];
    if (row === undefined || !row.isExpandable) return;
    const { toggledRows } = this.#session.store.state;
    this.#session.store.update({ toggledRows: toggledRows.includes(row.key) ? toggledRows.filter((key) => key !== row.key) : [...toggledRows, row.key] });
  }

  #rerunFrom(index: number): void {
    const row = this.#port.layout()?.rows[index];
    if (row?.kind === "task") this.#session.rerunFrom(row.task, "rerunFrom");
  }

  #zoomToRow(index: number): void {
    const layout = this.#port.layout();
    const row = layout?.rows[index];
    if (layout === undefined || row === undefined) return;
    if (row.kind === "flow") return this.#zoom.fit();
    const now = this.#port.now();
    const spans = (row.kind === "fold" ? row.members : [row.task]).map((task) => layout.spanOf(task)).filter((span) => span !== undefined);
    const from = layout.scale.placeOf(Math.min(...spans.map((span) => span.from)));
    const to = layout.scale.placeOf(Math.max(...spans.map((span) => span.endAt ?? now)));
    const margin = Math.max((to - from) * 0.1, 10);
    this.#zoom.showPlaces(from - margin, to + margin);
  }

  reveal(selection: Selection): void {
    const layout = this.#port.layout();
    if (layout === undefined) return;
    const index = this.selected;
    if (index < 0) return;
    this.#focused = index;
    this.#scrollTo(index);
    const span = selection.kind === "task" ? layout.spanOf(selection.task) : undefined;
    if (span !== undefined) this.#zoom.reveal(layout.scale.placeOf(span.from), layout.scale.placeOf(span.endAt ?? this.#port.now()));
      }

  rowAt(y: number): number {
    const index = Math.floor((y - headerHeight + this.#port.scroller.scrollTop) / rowHeight);
    return y >= headerHeight && index >= 0 && index < (this.#port.layout()?.rows.length ?? 0) ? index : -1;
  }

  doubleClick(x: number, y: number, namesWidth: number): void {
    const index = this.rowAt(y);
    if (x < namesWidth) this.#toggle(index);
    else this.#zoomToRow(index);
  }

  click(x: number, y: number): void {
    const index = this.rowAt(y);
    const row = this.#port.layout()?.rows[index];
    if (row === undefined) return;
    const twisty = 4 + row.depth * indentPixels;
    if (row.isExpandable && (row.kind === "fold" || (x >= twisty - 2 && x < twisty + chevronPixels + 2))) this.#toggle(index);
    else this.#selectRow(index);
    this.#focusRow(index);
  }
}
