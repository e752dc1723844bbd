import type { RunPage, RunQuery, StateFilter } from "../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { isActive, type RunBook } from "../runs/watching/run-book.ts";

export class RunHistory {
  readonly #book: RunBook;

  constructor(book: RunBook) {
    this.#book = book;
  }

  page({ flow, state, text, offset, limit }: RunQuery): RunPage {
    const all = [...this.#book.summaries()];
    const words = text.toLowerCase();
    const wanted = all.filter(
      (run) =>
        (flow === null || run.flow === flow) &&
        (state === null || groupOf(run) === state) &&
        (words === "" || `${run.name} ${run.flow} ${run.state.name}`.toLowerCase().includes(words)),
    );
    wanted.sort((a, b) => Number(isActive(b)) - Number(isActive(a)) || b.createdAt - a.createdAt);
    return { total: wanted.length, runs: wanted.slice(offset, offset + Math.min(limit, 500)), flows: [...new Set(all.map((run) => run.flow))].sort() };
  }
}

function groupOf(run: RunSummary): StateFilter {
  if (isActive(run)) return "active";
  if (run.state.type === "COMPLETED") return "completed";
  return run.state.type === "CANCELLED" ? "cancelled" : "failed";
}
