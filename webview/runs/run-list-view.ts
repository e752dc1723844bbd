/** The runs of a folder, with what narrows them down. A listbox: one stop for the Tab key, arrows inside. */
import { runContext } from "../../core/presentation/tree-line.ts";
import type { StateFilter } from "../../core/protocol/editor-api.ts";
import type { Session } from "../model/session.ts";
import { isOver } from "../layout/words.ts";
import { fill, make, setAttributes } from "../parts/dom.ts";
import { dropdown, searchField, textButton, toggleButton } from "../parts/toolkit.ts";
import { VirtualList } from "../parts/virtual-list.ts";
import { after, Batch, every, nowUs, type Disposable } from "../timers.ts";
import { runRow } from "./run-row.ts";

const rowHeight = 22;
const all = "";
const states: readonly { readonly value: string; readonly label: string }[] = [
  { value: all, label: "All states" },
  { value: "active", label: "Active" },
  { value: "completed", label: "Completed" },
  { value: "failed", label: "Failed" },
  { value: "cancelled", label: "Cancelled" },
];

export class RunListView {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #list: VirtualList;
  readonly #empty = make("div", { class: "empty", hidden: true });
  readonly #search = searchField("Filter runs", (text) => {
    this.#typed = text;
    this.#searching.call();
  });
  readonly #searching = new Batch(150, () => this.#session.filterRuns({ text: this.#typed }));
  readonly #states = dropdown("State", (value) => this.#session.filterRuns({ state: value === all ? null : (value as StateFilter) }));
  readonly #flows = dropdown("Flow", (value) => this.#session.filterRuns({ flow: value === all ? null : value }));
  readonly #folders = dropdown("Folder", (value) => this.#session.showFolder(value));
  readonly #more = toggleButton("filter", { label: "Filter by flow and state", onClick: () => this.#openMore(this.#narrowing.hidden !== false) });
  readonly #narrowing = make("div", { class: "runs-filter more", hidden: true }, this.#folders.element, this.#flows.element, this.#states.element);
  #typed = "";
  #active = -1;
  #ticking: Disposable | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#list = new VirtualList("run-list", {
      rowHeight,
      render: (index, before) => this.#row(index, before),
      onRange: (_first, end) => {
        if (end >= session.list.runs.length - 20) void session.list.more();
      },
    });
    setAttributes(this.#list.element, { role: "listbox", "aria-label": "Runs", tabindex: 0 });
    this.element = make(
      "div",
      { class: "runs" },
      make("div", { class: "runs-filter" }, this.#search.element, this.#more.element),
      this.#narrowing,
      this.#list.element,
      this.#empty,
    );
    this.#list.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.#list.element.addEventListener("click", (event) => this.#onClick(event));
    this.#list.element.addEventListener("focus", () => this.#update());
    session.list.changed.on(() => this.#update());
    session.hostChanged.on(() => this.#update());
    session.store.changed.on(({ state, before }) => {
      if (state.target !== before.target || state.runFilter !== before.runFilter) this.#update();
    });
    // Ages and durations, and of these only what is in sight.
    every(1_000, () => {
      if (session.list.runs.some((run) => !isOver(run))) this.#draw();
    });
    every(30_000, () => this.#draw());
    // Not at once, so that nothing flashes where the list is there in a moment.
    this.#ticking = after(200, () => {
      this.#ticking = undefined;
      this.#update();
    });
  }

  #update(): void {
    const { list, store, host } = this.#session;
    const { runFilter } = store.state;
    const folders = host?.folders ?? [];
    this.#folders.element.hidden = folders.length < 2;
    this.#folders.set(folders.map(({ folder, name }) => ({ value: folder, label: name })), store.state.folder ?? "");
    this.#search.set(runFilter.text);
    this.#states.set(states, runFilter.state ?? all);
    const flows = runFilter.flow === null || list.flows.includes(runFilter.flow) ? list.flows : [...list.flows, runFilter.flow];
    this.#flows.set([{ value: all, label: "All flows" }, ...flows.map((flow) => ({ value: flow, label: flow }))], runFilter.flow ?? all);
    // Several folders are chosen between all the time; what narrows the list is never out of sight.
    if (folders.length > 1 || runFilter.flow !== null || runFilter.state !== null) this.#openMore(true);
    const { target } = store.state;
    this.#active = list.runs.findIndex(({ id }) => target?.kind === "run" && id === target.runId);
    this.#draw();
    this.#updateEmpty();
  }

  #openMore(isOpen: boolean): void {
    this.#narrowing.hidden = !isOpen;
    this.#more.set(isOpen);
  }

  #draw(): void {
    this.#list.update(this.#session.list.runs.length);
    const active = this.#list.rowElement(this.#active);
    setAttributes(this.#list.element, { "aria-activedescendant": active?.id });
  }

  #updateEmpty(): void {
    const { list, host, folder, store } = this.#session;
    this.#empty.hidden = list.runs.length > 0 || (this.#ticking !== undefined && list.status === "loading");
    this.#list.element.hidden = list.runs.length === 0;
    if (this.#empty.hidden) return;
    const { runFilter } = store.state;
    if (list.status === "failed") return fill(this.#empty, make("p", {}, list.failure?.message ?? "The runs could not be read."), list.failure?.hint !== undefined && make("p", { class: "dim" }, list.failure.hint ?? ""));
    if (list.status === "loading") return fill(this.#empty, ...skeleton());
    if (runFilter.text !== "" || runFilter.state !== null || runFilter.flow !== null) {
      return fill(this.#empty, make("p", {}, "No run matches the filter."), textButton("secondary", { label: "Clear filter", onClick: () => this.#session.filterRuns({ text: "", state: null, flow: null }) }));
    }
    const flows = folder?.flows ?? [];
    if (host?.isTrusted === false) return fill(this.#empty, make("p", {}, "This folder is in restricted mode: flows are shown, and nothing is run until you trust it."));
    if (flows.length === 0) return fill(this.#empty, make("p", {}, "No flows found in this folder."), make("p", { class: "dim" }, "A flow is a function given to flow(…) from millrace."));
    const first = flows[0];
    fill(this.#empty, make("p", {}, "Nothing has run yet."), first !== undefined && textButton("primary", { label: `Run ${first.name}${first.parameters === "required" ? "…" : ""}`, onClick: () => this.#session.act({ kind: "runFlow", flowId: first.id }) }));
  }

  #row(index: number, before: HTMLElement | undefined): HTMLElement {
    const run = this.#session.list.runs[index];
    if (run === undefined) return before ?? make("div");
    const element = runRow(run, nowUs(), before);
    setAttributes(element, {
      id: `run-${run.id}`,
      "data-index": index,
      "aria-selected": String(index === this.#active),
      "aria-posinset": index + 1,
      "aria-setsize": this.#session.list.total,
      "data-vscode-context": JSON.stringify({ millraceItem: runContext(run), runId: run.id, folder: this.#session.store.state.folder, preventDefaultContextMenuItems: true }),
    });
    return element;
  }

  #onClick({ target }: MouseEvent): void {
    const row = target instanceof Element ? target.closest<HTMLElement>(".run-row") : null;
    if (row !== null) this.#choose(Number(row.dataset["index"]));
  }

  #onKey(event: KeyboardEvent): void {
    const { length } = this.#session.list.runs;
    const page = Math.max(1, Math.floor(this.#list.element.clientHeight / rowHeight) - 1);
    const index = { ArrowDown: this.#active + 1, ArrowUp: this.#active - 1, Home: 0, End: length - 1, PageDown: this.#active + page, PageUp: this.#active - page }[event.key];
    if (index === undefined || length === 0) return;
    event.preventDefault();
    this.#choose(Math.max(0, Math.min(length - 1, index)));
  }

  #choose(index: number): void {
    const run = this.#session.list.runs[index];
    if (run === undefined) return;
    this.#session.show({ kind: "run", runId: run.id });
    this.#list.reveal(index);
  }
}

function skeleton(): HTMLElement[] {
  return [70, 55, 80].map((width) => make("div", { class: "skeleton", style: `width: ${width}%` }));
}
