/**
 * The rows of the timeline as a table: what keyboard and screen reader use, below the canvas that shows them. Only rows
 * in sight and the one with the focus are in the document; their places are those on the canvas.
 */
import { make, setAttributes, setText } from "../parts/dom.ts";
import type { TimelineRow } from "../layout/timeline-rows.ts";
import { spokenRow, type RowWords } from "../timeline/row-words.ts";

export interface TreegridData {
  readonly rows: readonly TimelineRow[];
  readonly rowHeight: number;
  readonly focused: number;
  readonly selected: number;
  readonly words: (row: TimelineRow) => RowWords;
}

const columns = ["Name", "State", "Start", "Duration", "Attempts"] as const;

export class Treegrid {
  readonly element: HTMLElement;
  readonly #slots = new Map<string, HTMLElement>();
  #data: TreegridData | undefined;

  constructor(label: string) {
    const head = make("div", { role: "row", class: "treegrid-head", "aria-rowindex": 1 }, ...columns.map((column) => make("span", { role: "columnheader" }, column)));
    this.element = make("div", { role: "treegrid", class: "treegrid", "aria-label": label, "aria-colcount": columns.length }, head);
  }

  get hasFocus(): boolean {
    return this.element.contains(document.activeElement);
  }

  /** Puts the rows from `first` to before `end` into the document. */
  update(data: TreegridData, first: number, end: number): void {
    this.#data = data;
    setAttributes(this.element, { "aria-rowcount": data.rows.length + 1 });
    const hadFocus = this.hasFocus;
    const wanted = new Map<string, number>();
    for (let index = first; index < end; index += 1) {
      const row = data.rows[index];
      if (row !== undefined) wanted.set(row.key, index);
    }
    const focused = data.rows[data.focused];
    if (focused !== undefined) wanted.set(focused.key, data.focused);
    for (const [key, element] of this.#slots) {
      if (wanted.has(key)) continue;
      this.#slots.delete(key);
      element.remove();
    }
    for (const [key, index] of wanted) this.#place(key, index, data);
    if (hadFocus && !this.hasFocus) this.focus();
  }

  /** Gives the focus to the row that has it among the rows. */
  focus(): void {
    const row = this.#data?.rows[this.#data.focused];
    if (row !== undefined) this.#slots.get(row.key)?.focus({ preventScroll: true });
  }

  #place(key: string, index: number, data: TreegridData): void {
    const row = data.rows[index];
    if (row === undefined) return;
    let element = this.#slots.get(key);
    if (element === undefined) {
      element = make("div", { role: "row", class: "treegrid-row" }, ...columns.map(() => make("span", { role: "gridcell" })));
      this.#slots.set(key, element);
      this.element.append(element);
    }
    const words = data.words(row);
    setAttributes(element, {
      "aria-rowindex": index + 2,
      "aria-level": row.depth + 1,
      "aria-expanded": row.isExpandable ? String(row.isExpanded) : undefined,
      "aria-selected": String(index === data.selected),
      "aria-label": spokenRow(words),
      tabindex: index === data.focused ? 0 : -1,
      "data-index": index,
    });
    element.style.transform = `translateY(${index * data.rowHeight}px)`;
    element.style.setProperty("--depth", String(row.depth));
    const cells = [words.name, words.state, words.start, words.duration, words.attempts];
    cells.forEach((text, column) => {
      const cell = element.children[column];
      if (cell !== undefined) setText(cell, text);
    });
  }
}
