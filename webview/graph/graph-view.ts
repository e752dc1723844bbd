/** The graph of a run or a flow on a canvas, and its nodes as a list that keyboards and screen readers go through. */
import { Brush, textFont } from "../canvas/painter.ts";
import { toPlace } from "../layout/axis-view.ts";
import { boxOfNode, directionFor, graphInput, neighbourOf, nodeAt, placeGraph, type Direction, type PlacedGraph, type Step } from "../layout/graph/placed.ts";
import type { GraphNode, RunGraph } from "../layout/graph/run-graph.ts";
import { fitPlane, panPlane, revealBox, zoomPlane, type PlaneView } from "../layout/plane-view.ts";
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import type { OpenRun } from "../model/open-run.ts";
import type { Session } from "../model/session.ts";
import { make, setAttributes } from "../parts/dom.ts";
import { prefersStillness, type Theme } from "../parts/theme.ts";
import { after, Batch, FrameRequest, nowUs, type Disposable } from "../timers.ts";
import { drawGraph, nodePadding, noteGap } from "./draw-graph.ts";
import { listenToGraphPointer } from "./graph-pointer.ts";
import { GraphSource } from "./graph-source.ts";
import { LayoutWorker } from "./layout-worker.ts";
import { listNodes } from "./node-list.ts";
import { nodeLook } from "./node-looks.ts";

interface Drawing {
  readonly graph: RunGraph;
  readonly direction: Direction;
}

const mostNodeWidth = 220;
const liveMs = 100;
const steps: Readonly<Record<string, Step>> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

export class GraphView {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #theme: Theme;
  readonly #layout: () => TimelineLayout | undefined;
  readonly #brush: Brush;
  readonly #canvas = make("canvas", { "aria-hidden": "true" });
  readonly #list = make("div", { class: "graph-list", role: "listbox", tabindex: 0, "aria-label": "Graph of tasks" });
  readonly #empty = make("div", { class: "empty", hidden: true }, make("p", {}, "The code of this flow shows no tasks."));
  readonly #source: GraphSource;
  readonly #worker: LayoutWorker<Drawing>;
  readonly #frame = new FrameRequest(() => this.#draw());
  readonly #mirroring = new Batch(150, () => this.#mirror());
  /** Several deltas in a row are laid out once. */
  readonly #laying = new Batch(120, () => this.#layOut());
  readonly #widths = new Map<string, number>();
  #placed: PlacedGraph | undefined;
  #view: PlaneView | undefined;
  #isFitted = true;
  #hovered = -1;
  #focusedKey = "";
  #tick: Disposable | undefined;
  #onOpen: () => void = () => undefined;

  constructor(session: Session, theme: Theme, layout: () => TimelineLayout | undefined) {
    this.#session = session;
    this.#theme = theme;
    this.#layout = layout;
    this.#brush = new Brush(this.#canvas);
    this.#source = new GraphSource(session, () => this.#layOut());
    this.#worker = new LayoutWorker((laid, { graph, direction }) => this.#take(placeGraph(graph, laid, direction, (node) => this.#widthOf(node))));
    this.element = make("div", { class: "graph" }, this.#canvas, this.#list, this.#empty);
    new ResizeObserver(() => this.#resized()).observe(this.element);
    theme.changed.on(() => {
      this.#brush.forget();
      this.#frame.request();
    });
    session.store.changed.on(({ state, before }) => {
      if (state.openNodes !== before.openNodes) this.#layOut();
      if (state.selection !== before.selection) this.#frame.request();
      if (state.tab === "graph" && before.tab !== "graph") this.#laying.call();
    });
    session.revealed.on(() => this.#reveal(this.#selected()));
    this.#listen();
  }

  focus(): void {
    this.#list.focus();
  }

  onOpen(listener: () => void): void {
    this.#onOpen = listener;
  }

  follow(run: OpenRun | undefined, flowId: string | null): void {
    this.#source.follow(run, flowId);
    this.#placed = undefined;
    this.#isFitted = true;
    run?.changed.on((change) => {
      if (this.#session.shown?.run !== run) return;
      if (change.kind === "whole" || (change.kind === "delta" && change.change.hasNewRuns)) this.#laying.call();
      else this.#frame.request();
    });
    this.#laying.call();
    this.#frame.request();
  }

  fit(): void {
    this.#isFitted = true;
    this.#frame.request();
  }

  zoom(factor: number): void {
    const { clientWidth, clientHeight } = this.element;
    this.#zoomAt({ x: clientWidth / 2, y: clientHeight / 2 }, factor);
  }

  get #isSeen(): boolean {
    return this.element.clientWidth > 0 && document.visibilityState === "visible";
  }

  #resized(): void {
    if (!this.#isSeen) return;
    this.#laying.call();
    this.#frame.request();
  }

  #layOut(): void {
    if (!this.#isSeen) return;
    this.#source.load();
    const graph = this.#source.graph(this.#layout(), new Set(this.#session.store.state.openNodes));
    this.#empty.hidden = graph === undefined || graph.nodes.length > 0;
    if (graph === undefined) return;
    const { clientWidth, clientHeight } = this.element;
    // While it runs, what stands stays where it is; unfolding and the end may move it.
    const earlier = this.#layout()?.isLive === true ? this.#placed : undefined;
    const direction = directionFor(graph, (node) => this.#widthOf(node), clientWidth, clientHeight, earlier?.direction);
    this.#worker.order({ input: graphInput(graph, direction, (node) => this.#widthOf(node), earlier), subject: { graph, direction } });
  }

  #take(placed: PlacedGraph): void {
    this.#placed = placed;
    this.#hovered = -1;
    setAttributes(this.element, { "data-nodes": placed.nodes.length });
    this.#frame.request();
    this.#mirroring.call();
  }

  #widthOf(node: GraphNode): number {
    const note = node.kind === "fold" ? "9999/9999".slice(0, String(node.members.length).length * 2 + 1) : node.kind === "planned" ? (node.isRepeated ? "×n" : "") : "999ms";
    const key = `${node.name}\n${note}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      const context = this.#canvas.getContext("2d");
      if (context === null) return mostNodeWidth;
      context.font = textFont(this.#theme.palette);
      width = Math.min(mostNodeWidth, Math.ceil(context.measureText(node.name).width + (note === "" ? 0 : context.measureText(note).width + noteGap) + nodePadding));
      this.#widths.set(key, width);
    }
    return width;
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    this.#brush.resize(width, height);
    const painter = this.#brush.begin(this.#theme.palette);
    const placed = this.#placed;
    if (placed === undefined) return;
    this.#view = this.#currentView(placed);
    const layout = this.#layout();
    const now = this.#now();
    drawGraph(painter, {
      graph: placed,
      view: this.#view,
      looks: (index) => {
        const node = placed.nodes[index];
        return node === undefined ? { state: undefined, note: "", icon: undefined } : nodeLook(node.node, layout, now);
      },
      hovered: this.#hovered,
      selected: this.#selected(),
      focused: this.#focused(),
      hasFocus: document.activeElement === this.#list,
      critical: undefined,
      spin: prefersStillness() ? 0 : (now / 1_500_000) % 1,
    });
    if (layout?.isLive === true && this.#isSeen) {
      this.#tick ??= after(prefersStillness() ? 1_000 : liveMs, () => {
        this.#tick = undefined;
        this.#frame.request();
      });
    }
  }

  #currentView(placed: PlacedGraph): PlaneView {
    const size = { width: this.element.clientWidth, height: this.element.clientHeight };
    return this.#isFitted || this.#view === undefined ? fitPlane(placed.box, size) : this.#view;
  }

  #setView(view: PlaneView): void {
    this.#view = view;
    this.#isFitted = false;
    this.#frame.request();
  }

  #zoomAt(point: { readonly x: number; readonly y: number }, factor: number): void {
    if (this.#placed !== undefined) this.#setView(zoomPlane(this.#currentView(this.#placed), point, factor));
  }

  #panBy(x: number, y: number): void {
    const placed = this.#placed;
    if (placed === undefined) return;
    this.#setView(panPlane(this.#currentView(placed), x, y, placed.box, { width: this.element.clientWidth, height: this.element.clientHeight }));
  }

  #reveal(index: number): void {
    const placed = this.#placed;
    const node = placed?.nodes[index];
    if (placed === undefined || node === undefined || this.#isFitted) return this.#frame.request();
    this.#setView(revealBox(this.#currentView(placed), boxOfNode(node), { width: this.element.clientWidth, height: this.element.clientHeight }));
  }

  #selected(): number {
    const { selection } = this.#session.store.state;
    if (selection?.kind !== "task") return -1;
    return this.#placed?.nodes.findIndex(({ node }) => (node.kind === "task" ? node.task === selection.task : node.kind === "fold" && node.members.includes(selection.task))) ?? -1;
  }

  #focused(): number {
    const index = this.#placed?.nodes.findIndex(({ node }) => node.key === this.#focusedKey) ?? -1;
    return index >= 0 ? index : Math.max(0, this.#selected());
  }

  #listen(): void {
    listenToGraphPointer({
      element: this.#canvas,
      zoomAt: (point, factor) => this.#zoomAt(point, factor),
      panBy: (x, y) => this.#panBy(x, y),
      hover: (point) => {
        const hovered = point === undefined ? -1 : this.#nodeAt(point);
        if (hovered !== this.#hovered) this.#frame.request();
        this.#hovered = hovered;
        this.#canvas.style.cursor = hovered >= 0 ? "pointer" : "default";
      },
      click: (point) => {
        this.#list.focus();
        this.#choose(this.#nodeAt(point));
      },
      doubleClick: (point) => this.#unfold(this.#nodeAt(point)),
    });
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    this.#list.addEventListener("focus", () => this.#frame.request());
    this.#list.addEventListener("blur", () => this.#frame.request());
  }

  #nodeAt({ x, y }: { readonly x: number; readonly y: number }): number {
    return this.#placed === undefined || this.#view === undefined ? -1 : nodeAt(this.#placed, toPlace(this.#view.x, x), toPlace(this.#view.y, y));
  }

  #choose(index: number): void {
    const node = this.#placed?.nodes[index]?.node;
    if (node === undefined) return;
    this.#focusedKey = node.key;
    if (node.kind === "task") this.#session.select({ kind: "task", task: node.task });
    this.#frame.request();
    this.#mirroring.call();
  }

  /** Opens a fold, or what runs inside of a task; opens the source of what has not run. */
  #unfold(index: number): void {
    const node = this.#placed?.nodes[index]?.node;
    if (node === undefined) return;
    if (node.kind === "planned") return this.#session.openPosition(node.callSite);
    if (node.kind === "task" && !node.isExpandable) return this.#onOpen();
    const { openNodes } = this.#session.store.state;
    this.#session.store.update({ openNodes: openNodes.includes(node.key) ? openNodes.filter((key) => key !== node.key) : [...openNodes, node.key] });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = steps[event.key];
    const act = { Enter: () => this.#open(), " ": () => this.#unfold(this.#focused()), "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), w: () => this.zoom(1.25), s: () => this.zoom(0.8), f: () => this.fit(), "0": () => this.fit(), Escape: () => this.#session.select(null) }[event.key];
    if (step === undefined && act === undefined) return;
    event.preventDefault();
    act?.();
    if (step === undefined || this.#placed === undefined) return;
    const next = neighbourOf(this.#placed, this.#focused(), step);
    this.#choose(next);
    this.#reveal(next);
  }

  #open(): void {
    const index = this.#focused();
    const node = this.#placed?.nodes[index]?.node;
    if (node?.kind === "task") this.#onOpen();
    else this.#unfold(index);
  }

  #mirror(): void {
    if (this.#placed !== undefined && this.#isSeen) listNodes(this.#list, this.#placed, { focused: this.#focused(), selected: this.#selected(), look: (node) => nodeLook(node, this.#layout(), this.#now()) });
  }

  /** Microseconds after the run's origin. */
  #now(): number {
    const layout = this.#layout();
    return layout === undefined ? 0 : nowUs() - layout.picture.originAt;
  }
}
