/** What the run logged: virtual rows, narrowed to the selection, a level, a text; follows the end while one is there. */
import { clockTime, logRows, type LogRow } from "../layout/log-rows.ts";
import { subtreeOf, runTree } from "../layout/run-tree.ts";
import type { RunLogs } from "../model/run-logs.ts";
import type { Session } from "../model/session.ts";
import type { LogLevel } from "../model/view-state.ts";
import { fill, icon, make, setAttributes, setText } from "../parts/dom.ts";
import { checkbox, dropdown, searchField } from "../parts/toolkit.ts";
import { VirtualList } from "../parts/virtual-list.ts";
import { Batch, FrameRequest } from "../timers.ts";

const rowHeight = 20;
const levels: readonly { readonly value: LogLevel; readonly label: string }[] = [
  { value: "debug", label: "All levels" },
  { value: "info", label: "Info" },
  { value: "warn", label: "Warnings" },
  { value: "error", label: "Errors" },
];
const levelIcons: Readonly<Record<LogLevel, string>> = { debug: "debug-console", info: "info", warn: "warning", error: "error" };

export class LogsView {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #list: VirtualList;
  readonly #empty = make("div", { class: "empty", hidden: true });
  readonly #search = searchField("Search log", (text) => {
    this.#typed = text;
    this.#searching.call();
  });
  readonly #searching = new Batch(150, () => this.#filter({ text: this.#typed }));
  readonly #levels = dropdown("Level", (value) => this.#filter({ level: value as LogLevel }));
  readonly #selectionOnly = checkbox("Selected task only", (isChecked) => this.#filter({ isOfSelection: isChecked }));
  readonly #frame = new FrameRequest(() => this.#extend());
  #typed = "";
  #rows: LogRow[] = [];
  /** How many lines of the log the rows are made of. */
  #read = 0;
  #logs: RunLogs | undefined;
  #active = -1;
  #followsEnd = true;

  constructor(session: Session) {
    this.#session = session;
    this.#list = new VirtualList("log-list", { rowHeight, render: (index, before) => this.#row(index, before) });
    setAttributes(this.#list.element, { role: "log", "aria-live": "off", "aria-label": "Log", tabindex: 0 });
    this.element = make("div", { class: "logs" }, make("div", { class: "logs-filter" }, this.#search.element, this.#levels.element, this.#selectionOnly.element), this.#list.element, this.#empty);
    this.#list.element.addEventListener("scroll", () => (this.#followsEnd = this.#list.isAtEnd), { passive: true });
    this.#list.element.addEventListener("click", (event) => this.#onClick(event));
    this.#list.element.addEventListener("keydown", (event) => this.#onKey(event));
    session.store.changed.on(({ state, before }) => {
      if (state.logFilter !== before.logFilter || (state.selection !== before.selection && state.logFilter.isOfSelection)) this.#anew();
      if (state.tab === "logs" && before.tab !== "logs") this.#frame.request();
    });
  }

  follow(logs: RunLogs | undefined): void {
    this.#logs = logs;
    this.#followsEnd = true;
    logs?.changed.on(() => {
      if (logs === this.#logs) this.#frame.request();
    });
    this.#anew();
  }

  /** Narrowing starts over, since any line may come or go. */
  #anew(): void {
    this.#rows = [];
    this.#read = 0;
    this.#active = -1;
    this.#frame.request();
  }

  #filter(patch: Partial<Session["store"]["state"]["logFilter"]>): void {
    const { store } = this.#session;
    store.update({ logFilter: { ...store.state.logFilter, ...patch } });
  }

  #extend(): void {
    const { logFilter, selection } = this.#session.store.state;
    this.#search.set(logFilter.text);
    this.#levels.set(levels, logFilter.level);
    this.#selectionOnly.set(logFilter.isOfSelection);
    this.#selectionOnly.element.hidden = selection?.kind !== "task";
    const lines = this.#logs?.lines ?? [];
    // Lines at the start have gone where the log grew too long.
    if (this.#read > lines.length) this.#rows = [];
    const from = this.#read > lines.length ? 0 : this.#read;
    this.#rows.push(...logRows(lines, from, { level: logFilter.level, text: logFilter.text, tasks: this.#selectedTasks() }));
    this.#read = lines.length;
    if (this.#list.element.clientHeight === 0) return;
    this.#list.update(this.#rows.length);
    if (this.#followsEnd) this.#list.scrollToEnd();
    this.#updateEmpty();
  }

  #selectedTasks(): Set<number> | undefined {
    const { logFilter, selection } = this.#session.store.state;
    const mirror = this.#session.shown?.run.mirror;
    if (!logFilter.isOfSelection || selection?.kind !== "task" || mirror === undefined) return undefined;
    return subtreeOf(runTree(mirror), selection.task);
  }

  #updateEmpty(): void {
    const isEmpty = this.#rows.length === 0;
    this.#empty.hidden = !isEmpty || this.#logs?.isLoaded !== true;
    this.#list.element.hidden = isEmpty;
    if (this.#empty.hidden) return;
    const isNarrowed = (this.#logs?.lines.length ?? 0) > 0;
    fill(this.#empty, make("p", {}, isNarrowed ? "No line matches." : "Nothing was logged."), !isNarrowed && make("p", { class: "dim" }, "console.log and getLogger() in a flow or task appear here."));
  }

  #row(index: number, before: HTMLElement | undefined): HTMLElement {
    const row = this.#rows[index];
    const element = before ?? make("div", { class: "log-row" }, make("span", { class: "log-time dim" }), make("span", { class: "log-level" }), make("span", { class: "log-source dim" }), make("span", { class: "log-text" }));
    const [time, level, source, text] = element.children;
    if (row === undefined || time === undefined || level === undefined || source === undefined || text === undefined) return element;
    setAttributes(element, { "data-index": index, "data-level": row.line.level, "data-active": index === this.#active });
    setText(time, row.isFirst ? clockTime(row.line.at) : "");
    fill(level, row.isFirst && row.line.level !== "info" && icon(levelIcons[row.line.level]));
    setAttributes(level, { "aria-label": row.line.level });
    setText(source, row.isFirst ? row.line.source : "");
    setText(text, row.text);
    return element;
  }

  #onClick({ target }: MouseEvent): void {
    const row = target instanceof Element ? target.closest<HTMLElement>(".log-row") : null;
    if (row !== null && String(getSelection()) === "") this.#choose(Number(row.dataset["index"]));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Enter") return this.#choose(this.#active);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#active = Math.max(0, Math.min(this.#rows.length - 1, this.#active < 0 ? this.#rows.length - 1 : this.#active + step));
    this.#list.update(this.#rows.length);
    this.#list.reveal(this.#active);
  }

  /** Selects the task that logged a line; the log itself stays as wide as it was. */
  #choose(index: number): void {
    const line = this.#rows[index]?.line;
    if (line === undefined) return;
    const { selection, logFilter } = this.#session.store.state;
    if (selection?.kind !== "task" && logFilter.isOfSelection) this.#filter({ isOfSelection: false });
    this.#session.reveal(line.task >= 0 ? { kind: "task", task: line.task } : { kind: "run" });
  }
}
