/**
 * The part of the terminal that is drawn again and again, at the end of what is written there.
 *
 * S1. A frame is one write, inside a synchronized update, so that nobody sees half of it.
 * S2. The cursor is hidden while the screen is live and shown again by `close`, which may be called at any time, twice.
 * S3. A frame is never taller than the terminal: its caller asks for `room` first, and what is over is cut.
 */
import type { Output } from "../context.ts";
import { widthOf } from "../view/text.ts";

const beginUpdate = "\u001b[?2026h";
const endUpdate = "\u001b[?2026l";
const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";
const clearLine = "\u001b[K";
const clearBelow = "\u001b[J";

export class LiveScreen {
  readonly #output: Output;
  #drawn: readonly string[] = [];
  #isOpen = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Lines that a frame may have. */
  get room(): number {
    return Math.max(1, (this.#output.size()?.rows ?? 24) - 1);
  }

  draw(lines: readonly string[]): void {
    const next = lines.slice(0, this.room);
    if (this.#isOpen && next.length === this.#drawn.length && next.every((line, index) => line === this.#drawn[index])) return;
    const opening = this.#isOpen ? "" : hideCursor;
    const body = next.map((line) => `${line}${clearLine}\n`).join("");
    this.#output.write(`${beginUpdate}${opening}${this.#backToTop()}${body}${clearBelow}${endUpdate}`);
    this.#drawn = next;
    this.#isOpen = true;
  }

  /** Takes the drawing away and shows the cursor. */
  close(): void {
    if (!this.#isOpen) return;
    this.#output.write(`${beginUpdate}${this.#backToTop()}${clearBelow}${showCursor}${endUpdate}`);
    this.#drawn = [];
    this.#isOpen = false;
  }

  /** Leaves the drawing where it is and shows the cursor, for an end that leaves no time. */
  abandon(): void {
    if (!this.#isOpen) return;
    this.#output.write(`${endUpdate}${showCursor}`);
    this.#isOpen = false;
  }

  #backToTop(): string {
    const columns = this.#output.size()?.columns ?? Infinity;
    // A terminal that was made narrower has wrapped the lines that are there.
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    return rows === 0 ? "\r" : `\r\u001b[${rows}A`;
  }
}
