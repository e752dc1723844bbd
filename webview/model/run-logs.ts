/** The log of the run that is shown: read in pages, then kept up. Filters are the view's, over what is here. */
import type { LogLine } from "../../core/protocol/editor-api.ts";
import type { Disposable } from "../timers.ts";
import { Emitter } from "./emitter.ts";
import type { EngineLink } from "./engine-link.ts";

const pageSize = 5_000;
/** Of a longer log only the end is kept here; the whole is in the log document. */
const mostLines = 100_000;

export class RunLogs implements Disposable {
  readonly changed = new Emitter<RunLogs>();
  readonly #link: Pick<EngineLink, "request">;
  readonly #folder: string;
  readonly #runId: string;
  readonly #lines: LogLine[] = [];
  /** Index in the whole log of the first line here. */
  #first = 0;
  #isReading = false;
  /** Lines came while a page was on its way. */
  #isBehind = false;
  #isDisposed = false;
  #isLoaded = false;

  constructor(link: Pick<EngineLink, "request">, folder: string, runId: string) {
    this.#link = link;
    this.#folder = folder;
    this.#runId = runId;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** How many lines before these are left out. */
  get omitted(): number {
    return this.#first;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Reads on from what is here. */
  async read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      for (let isMore = true; isMore && !this.#isDisposed; ) isMore = await this.#readPage();
    } catch {
      // The engine is gone, or the run: the banner says which. What is here stays.
    } finally {
      this.#isReading = false;
      this.#isLoaded = true;
      if (!this.#isDisposed) this.changed.emit(this);
    }
  }

  append(from: number, lines: readonly LogLine[]): void {
    if (this.#isReading) {
      this.#isBehind = true;
      return;
    }
    const end = this.#first + this.#lines.length;
    if (from > end) {
      void this.read();
      return;
    }
    this.#push(lines.slice(end - from));
    this.changed.emit(this);
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  async #readPage(): Promise<boolean> {
    this.#isBehind = false;
    const end = this.#first + this.#lines.length;
    const page = await this.#link.request(this.#folder, "millrace/logs", { runId: this.#runId, from: end, limit: pageSize, task: null, flowRun: null, level: "debug" });
    if (end === 0 && page.total > mostLines) {
      this.#first = page.total - mostLines;
      return true;
    }
    this.#push(page.lines);
    this.changed.emit(this);
    return (page.lines.length > 0 && end + page.lines.length < page.total) || this.#isBehind;
  }

  #push(lines: readonly LogLine[]): void {
    for (const line of lines) this.#lines.push(line);
    const over = this.#lines.length - mostLines;
    if (over <= 0) return;
    this.#lines.splice(0, over);
    this.#first += over;
  }
}
