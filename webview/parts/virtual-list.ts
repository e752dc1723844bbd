/** A list of rows of one height, of which only those in sight are in the document. */
import { FrameRequest, type Disposable } from "../timers.ts";
import { make } from "./dom.ts";

export interface VirtualListOptions {
  readonly rowHeight: number;
  /** Makes or remakes the element of a row. Given what it made for that slot before, it may change that instead. */
  readonly render: (index: number, before: HTMLElement | undefined) => HTMLElement;
  /** Called with the range in sight whenever it changes. */
  readonly onRange?: (first: number, end: number) => void;
}

const spare = 6;

export class VirtualList implements Disposable {
  /** The scrolling element. */
  readonly element: HTMLElement;
  readonly #rows: HTMLElement;
  readonly #options: VirtualListOptions;
  readonly #frame: FrameRequest;
  readonly #observer: ResizeObserver;
  readonly #slots = new Map<number, HTMLElement>();
  #count = 0;

  constructor(className: string, options: VirtualListOptions) {
    this.#options = options;
    this.#rows = make("div", { class: "virtual-rows", role: "presentation" });
    this.element = make("div", { class: `virtual-list ${className}` }, this.#rows);
    this.#frame = new FrameRequest(() => this.#draw(false));
    this.element.addEventListener("scroll", () => this.#frame.request(), { passive: true });
    this.#observer = new ResizeObserver(() => this.#frame.request());
    this.#observer.observe(this.element);
  }

  /** Whether the last row is in sight. */
  get isAtEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.element;
    return scrollTop + clientHeight >= scrollHeight - this.#options.rowHeight;
  }

  /** Draws all rows in sight anew, at once. */
  update(count: number): void {
    this.#count = count;
    this.#rows.style.height = `${count * this.#options.rowHeight}px`;
    this.#draw(true);
  }

  reveal(index: number): void {
    const { rowHeight } = this.#options;
    const { scrollTop, clientHeight } = this.element;
    const top = index * rowHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) this.element.scrollTop = top + rowHeight - clientHeight;
    this.#draw(false);
  }

  scrollToEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
    this.#draw(false);
  }

  /** The element of a row, if it is in the document. */
  rowElement(index: number): HTMLElement | undefined {
    return this.#slots.get(index);
  }

  dispose(): void {
    this.#frame.dispose();
    this.#observer.disconnect();
  }

  #draw(isAnew: boolean): void {
    const { rowHeight, render, onRange } = this.#options;
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
    const end = Math.min(this.#count, Math.ceil((scrollTop + clientHeight) / rowHeight) + spare);
    for (const [index, element] of this.#slots) {
      if (index >= first && index < end) continue;
      element.remove();
      this.#slots.delete(index);
    }
    for (let index = first; index < end; index += 1) {
      const before = this.#slots.get(index);
      if (before !== undefined && !isAnew) continue;
      const element = render(index, before);
      if (element === before) continue;
      element.style.transform = `translateY(${index * rowHeight}px)`;
      if (before === undefined) this.#rows.append(element);
      else before.replaceWith(element);
      this.#slots.set(index, element);
    }
    onRange?.(first, end);
  }
}
