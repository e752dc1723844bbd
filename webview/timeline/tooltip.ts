import { fill, make } from "../parts/dom.ts";
import type { RowWords } from "./row-words.ts";

/** A small box beside the pointer; never under it, and never outside of its parent. */
export class Tooltip {
  readonly element = make("div", { class: "tooltip", role: "tooltip", hidden: true });

  show({ name, state, duration, attempts, notes }: RowWords, x: number, y: number): void {
    const facts = [state, duration, attempts].filter((words) => words !== "").join(" · ");
    fill(this.element, make("div", { class: "tooltip-name" }, name), make("div", {}, facts), ...notes.map((note) => make("div", { class: "dim" }, note)));
    this.element.hidden = false;
    const box = this.element.parentElement?.getBoundingClientRect();
    if (box === undefined) return;
    const { offsetWidth, offsetHeight } = this.element;
    const left = Math.max(0, Math.min(x + 14, box.width - offsetWidth - 4));
    const below = y + 18;
    const top = below + offsetHeight > box.height ? Math.max(0, y - offsetHeight - 10) : below;
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
