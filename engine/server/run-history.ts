import type { RunPage, RunQuery } from "../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { Timer } from "../../core/base/clock.ts";
import { discardRun } from "../runs/history/discard-run.ts";
import type { RunBook } from "../runs/watching/run-book.ts";
import { isActive } from "../runs/watching/run-group.ts";
import { RunIndex } from "../store/run-index.ts";
import type { RunSurroundings } from "./run-surroundings.ts";

const tidyDelayMs = 2_000;

/** Lists of a folder's runs, and how many of them are kept. */
export class RunHistory {
  readonly #index = new RunIndex();
  readonly #book: RunBook;
  readonly #surroundings: RunSurroundings;
  readonly #onTrouble: (error: unknown) => void;
  #tidying: Timer | undefined;

  constructor(book: RunBook, surroundings: RunSurroundings, onTrouble: (error: unknown) => void) {
    this.#book = book;
    this.#surroundings = surroundings;
    this.#onTrouble = onTrouble;
  }

  note(run: RunSummary): void {
    this.#index.note(run);
    if (!isActive(run)) this.tidySoon();
  }

  forget(runId: string): void {
    this.#index.forget(runId);
  }

  async page(query: RunQuery): Promise<RunPage> {
    const { total, ids, flows } = await this.#index.page(query);
    const runs = ids.map((id) => this.#book.summaryOf(id)).filter((run) => run !== undefined);
    return { total, runs, flows };
  }

  /** Deletes what is beyond the retention, in a moment. Not in a folder that is not trusted, whose settings are its own. */
  tidySoon(): void {
    const { settings } = this.#surroundings;
    const { maxRuns, maxAgeDays } = settings.retention;
    if (!settings.isTrusted || (maxRuns === 0 && maxAgeDays === 0)) return;
    this.#tidying ??= this.#surroundings.contextToLook(null).clock.startTimer(tidyDelayMs, () => {
      this.#tidying = undefined;
      this.#tidy().catch(this.#onTrouble);
    });
  }

  dispose(): void {
    this.#tidying?.cancel();
    this.#index.dispose().catch(this.#onTrouble);
  }

  async #tidy(): Promise<void> {
    const context = this.#surroundings.contextToLook(null);
    const beyond = await this.#index.beyond(this.#surroundings.settings.retention, context.clock.nowUs());
    for (const runId of beyond) {
      // Whoever looks at a run keeps it until the next time.
      if (this.#book.isOpen(runId) || this.#book.summaryOf(runId) === undefined) continue;
      if (await discardRun(context, this.#book.placeOf(runId))) this.#book.remove(runId);
    }
  }
}
