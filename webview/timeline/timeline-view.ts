/** The timeline of the run that is shown: a canvas that draws it, and a table below it that keyboards drive. */
import { Brush } from "../canvas/painter.ts";
import { criticalPath } from "../layout/critical-path.ts";
import { TimelineLayout } from "../layout/timeline-layout.ts";
import type { OpenRun } from "../model/open-run.ts";
import type { Session } from "../model/session.ts";
import { make, setAttributes } from "../parts/dom.ts";
import { prefersStillness, type Theme } from "../parts/theme.ts";
import { Treegrid } from "../table/treegrid.ts";
import { after, FrameRequest, nowUs, Pace, type Disposable } from "../timers.ts";
import { listenToPointer } from "./pointer.ts";
import { rowContext } from "./row-context.ts";
import { rowWords } from "./row-words.ts";
import { barArea, headerHeight, rowHeight, ScenePainter, type Scene } from "./scene.ts";
import { Tooltip } from "./tooltip.ts";
import { RowControl } from "./row-control.ts";
import { TimeZoom } from "./zoom.ts";

const liveMs = 80;
const stillMs = 1_000;

export class TimelineView {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #theme: Theme;
  readonly #brush: Brush;
  readonly #painter = new ScenePainter();
  readonly #grid = new Treegrid("Task runs");
  readonly #tooltip = new Tooltip();
  readonly #scroller: HTMLElement;
  readonly #space: HTMLElement;
  readonly #frame = new FrameRequest(() => this.#draw());
  readonly #mirroring = new Pace(120, () => this.#mirrorRows());
  #tick: Disposable | undefined;
  #layout: TimelineLayout | undefined;
  readonly #zoom: TimeZoom;
  /** Found once for each version of the layout. */
  #critical: { readonly version: number; readonly tasks: ReadonlySet<number> } | undefined;
  /** The table has to follow the canvas. */
  #isMirrorStale = false;
  /** Of the scroller. Kept, since to ask for it may cost a layout of the page. */
  #size = { width: 0, height: 0 };
  #hovered = -1;
  readonly #rows: RowControl;
  #range: Scene["range"];
  #onOpen: () => void = () => undefined;
  #onAnswer: () => void = () => undefined;

  constructor(session: Session, theme: Theme) {
    this.#session = session;
    this.#theme = theme;
    this.#zoom = new TimeZoom({
      zoom: () => session.store.state.zoom,
      setZoom: (zoom) => session.store.update({ zoom }),
      end: () => (this.#layout === undefined ? 1 : this.#layout.scale.placeOf(this.#layout.endAt(this.#now(this.#layout)))),
      area: () => this.#area(),
    });
    const canvas = make("canvas", { "aria-hidden": "true" });
    this.#brush = new Brush(canvas);
    this.#space = make("div", { class: "timeline-space" }, this.#grid.element);
    this.#scroller = make("div", { class: "timeline-scroll" }, make("div", { class: "timeline-canvas" }, canvas), this.#space);
    this.element = make("div", { class: "timeline" }, this.#scroller, this.#tooltip.element);
    this.#rows = new RowControl(session, this.#zoom, {
      layout: () => this.#layout,
      now: () => (this.#layout === undefined ? 0 : this.#now(this.#layout)),
      scroller: this.#scroller,
      stretch: () => this.#stretch(),
      focusRow: () => this.focus(),
      open: () => this.#onOpen(),
      answer: () => this.#onAnswer(),
    });
    this.#scroller.addEventListener("scroll", () => this.redraw(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.#rows.onKey(event));
    this.element.addEventListener("focusin", ({ target }) => {
      const index = target instanceof HTMLElement ? Number(target.dataset["index"] ?? -1) : -1;
      if (index >= 0) this.#rows.focused = index;
      this.redraw();
    });
    this.element.addEventListener("focusout", () => this.redraw());
    new ResizeObserver(() => {
      this.#size = { width: this.#scroller.clientWidth, height: this.#scroller.clientHeight };
      this.redraw();
    }).observe(this.#scroller);
    document.addEventListener("visibilitychange", () => this.redraw());
    theme.changed.on(() => {
      this.#brush.forget();
      this.redraw();
    });
    session.store.changed.on(({ state, before }) => this.#onState(state.toggledRows !== before.toggledRows, state.collapsesIdle !== before.collapsesIdle));
    session.revealed.on((selection) => {
      this.#rows.reveal(selection);
      this.redraw();
    });
    this.#listen(canvas);
  }

  get layout(): TimelineLayout | undefined {
    return this.#layout;
  }

  /** Called when a row is opened by keyboard: the inspector should have the focus. */
  onOpen(listener: () => void): void {
    this.#onOpen = listener;
  }

  /** Called when the key was pressed that answers what the run waits for. */
  onAnswer(listener: () => void): void {
    this.#onAnswer = listener;
  }

  /** Follows a run that is shown from now on. */
  follow(run: OpenRun): void {
    this.#layout = undefined;
    run.changed.on((change) => {
      if (run.mirror === undefined || this.#session.shown?.run !== run) return;
      if (change.kind === "delta" && this.#layout !== undefined) this.#layout.update(change.change);
      else if (change.kind === "whole") this.#begin(new TimelineLayout(run.mirror));
      this.redraw();
    });
    this.redraw();
  }

  redraw(): void {
    this.#frame.request();
    this.#isMirrorStale = true;
  }

  fit(): void {
    this.#zoom.fit();
  }

  zoom(factor: number): void {
    this.#zoom.zoomAt(undefined, factor);
  }

  focus(): void {
    this.#mirrorRows();
    this.#grid.focus();
  }

  #begin(layout: TimelineLayout): void {
    this.#layout = layout;
    this.#critical = undefined;
    this.#rows.focused = 0;
    layout.collapseIdle(this.#session.store.state.collapsesIdle);
    layout.toggle(new Set(this.#session.store.state.toggledRows));
    const { selection } = this.#session.store.state;
    if (selection !== null) this.#rows.reveal(selection);
  }

  #onState(hasToggled: boolean, hasCollapsed: boolean): void {
    if (hasToggled) this.#layout?.toggle(new Set(this.#session.store.state.toggledRows));
    if (hasCollapsed) {
      this.#layout?.collapseIdle(this.#session.store.state.collapsesIdle);
      this.#session.store.update({ zoom: null });
    }
    this.redraw();
  }

  #now(layout: TimelineLayout): number {
    return nowUs() - layout.picture.originAt;
  }

  #namesWidth(): number {
    const { width } = this.#size;
    const { names } = this.#session.store.state.sizes;
    return Math.round(Math.min(names ?? Math.max(96, Math.min(width * 0.43, 260)), Math.max(40, width - 80)));
  }

  #area(): { readonly left: number; readonly right: number } {
    const layout = this.#layout;
    const { width } = this.#size;
    return layout === undefined ? { left: 0, right: width } : barArea({ view: { from: 0, scale: 1 }, layout, namesWidth: this.#namesWidth() }, width);
  }

  #draw(): void {
    const layout = this.#layout;
    const { width, height } = this.#size;
    if (width === 0 || height === 0) return;
    this.#brush.resize(width, height);
    const painter = this.#brush.begin(this.#theme.palette);
    if (layout === undefined) return;
    this.#stretch();
    this.#painter.paint(painter, this.#scene(layout));
    // Behind the canvas, which is what most people see.
    if (this.#isMirrorStale) this.#mirroring.call();
    this.#isMirrorStale = false;
    this.#growOn(layout);
  }

  #criticalTasks(layout: TimelineLayout): ReadonlySet<number> | undefined {
    if (!this.#session.store.state.showsCriticalPath) return undefined;
    if (this.#critical?.version !== layout.version) this.#critical = { version: layout.version, tasks: criticalPath(layout) };
    return this.#critical.tasks;
  }

  #stretch(): void {
    this.#space.style.height = `${(this.#layout?.rows.length ?? 0) * rowHeight + headerHeight}px`;
  }

  #scene(layout: TimelineLayout): Scene {
    const now = this.#now(layout);
    return {
      layout,
      view: this.#zoom.view,
      scrollTop: this.#scroller.scrollTop,
      namesWidth: this.#namesWidth(),
      now,
      hoveredRow: this.#hovered,
      selectedRow: this.#rows.selected,
      focusedRow: this.#rows.focused,
      hasFocus: this.#grid.hasFocus,
      range: this.#range,
      critical: this.#criticalTasks(layout),
      spin: prefersStillness() ? 0 : (now / 1_500_000) % 1,
    };
  }

  /** Draws again while something runs and is seen. */
  #growOn(layout: TimelineLayout): void {
    // What changes comes with frames of its own; then the next is as far away as after any.
    this.#tick?.dispose();
    if (!layout.isLive || document.visibilityState !== "visible") return;
    this.#tick = after(prefersStillness() ? stillMs : liveMs, () => {
      this.#frame.request();
    });
  }

  #mirrorRows(): void {
    const layout = this.#layout;
    if (layout === undefined || this.#size.height === 0) return;
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / rowHeight));
    const end = Math.min(layout.rows.length, first + this.#rows.inSight + 1);
    const now = this.#now(layout);
    const words = (row: TimelineLayout["rows"][number]): ReturnType<typeof rowWords> => rowWords(this.#painter, layout, row, now);
    this.#grid.update({ rows: layout.rows, rowHeight, focused: this.#rows.focused, selected: this.#rows.selected, words }, first, end);
  }

  #listen(canvas: HTMLElement): void {
    // Before VS Code reads it, who listens further up.
    canvas.addEventListener("contextmenu", ({ clientY }) => {
      const index = this.#rows.rowAt(clientY - canvas.getBoundingClientRect().top);
      setAttributes(canvas, { "data-vscode-context": rowContext(this.#session, this.#layout?.rows[index]) });
    });
    listenToPointer({
      element: canvas,
      namesWidth: () => this.#namesWidth(),
      hasOverflow: () => this.#scroller.scrollHeight > this.#scroller.clientHeight + 1,
      zoomAt: (x, factor) => this.#zoom.zoomAt(x, factor),
      panBy: (x, y) => {
        this.#scroller.scrollTop += y;
        if (x !== 0) this.#zoom.panBy(x);
      },
      drag: (range) => {
        this.#range = range;
        this.redraw();
      },
      zoomTo: (from, to) => this.#zoom.showPixels(from, to),
      centreAt: (x) => this.#zoom.centreOnWhole(x),
      resizeNames: (width) => this.#session.store.update({ sizes: { ...this.#session.store.state.sizes, names: Math.max(40, Math.round(width)) } }),
      hover: (x, y) => this.#hover(x, y),
      leave: () => {
        this.#hovered = -1;
        this.#tooltip.hide();
        this.#frame.request();
      },
      click: (x, y) => this.#rows.click(x, y),
      doubleClick: (x, y) => this.#rows.doubleClick(x, y, this.#namesWidth()),
    });
  }

  #hover(x: number, y: number): void {
    const index = this.#rows.rowAt(y);
    if (index !== this.#hovered) this.#frame.request();
    this.#hovered = index;
    const layout = this.#layout;
    const row = layout?.rows[index];
    if (layout === undefined || row === undefined) return this.#tooltip.hide();
    this.#tooltip.show(rowWords(this.#painter, layout, row, this.#now(layout)), x, y);
  }
}
