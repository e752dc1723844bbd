/**
 * The history of a folder as far as it has been looked at: pages from the engine, and what has changed since.
 *
 * R1. Loaded runs are a prefix of the engine's order: what goes on first, then the newest first.
 */
import type { EngineFailure } from "../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { stateWords } from "../layout/words.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { Emitter } from "./emitter.ts";
import { failureOf, isOutOfTouch, type EngineLink } from "./engine-link.ts";
import type { RunFilter } from "./view-state.ts";

const pageSize = 200;

export class RunList {
  readonly changed = new Emitter<RunList>();
  readonly #link: Pick<EngineLink, "request">;
  #folder: string | null = null;
  #filter: RunFilter = { flow: null, state: null, text: "" };
  #runs: RunSummary[] = [];
  #total = 0;
  #flows: readonly string[] = [];
  #status: "loading" | "ready" | "failed" = "loading";
  #failure: EngineFailure | undefined;
  /** Counts questions, so that an answer to an earlier one is known as such. */
  #question = 0;
  #isLoadingMore = false;

  constructor(link: Pick<EngineLink, "request">) {
    this.#link = link;
  }

  get runs(): readonly RunSummary[] {
    return this.#runs;
  }

  get total(): number {
    return this.#total;
  }

  /** Names of all flows that have a run. */
  get flows(): readonly string[] {
    return this.#flows;
  }

  get status(): "loading" | "ready" | "failed" {
    return this.#status;
  }

  get failure(): EngineFailure | undefined {
    return this.#failure;
  }

  find(runId: string): RunSummary | undefined {
    return this.#runs.find(({ id }) => id === runId);
  }

  /** Shows the runs of a folder that pass a filter. What is shown stays until the answer is there. */
  async show(folder: string, filter: RunFilter): Promise<void> {
    if (folder !== this.#folder) {
      this.#runs = [];
      this.#total = 0;
      this.#flows = [];
      this.#status = "loading";
    }
    this.#folder = folder;
    this.#filter = filter;
    const question = ++this.#question;
    try {
      const page = await this.#link.request(folder, "millrace/listRuns", { ...filter, offset: 0, limit: pageSize });
      if (question !== this.#question) return;
      this.#runs = [...page.runs];
      this.#total = page.total;
      this.#flows = page.flows;
      this.#status = "ready";
      this.#failure = undefined;
    } catch (thrown) {
      if (question !== this.#question) return;
      this.#failure = failureOf(thrown);
      // Out of touch: the banner says so, and what is shown stays.
      if (!isOutOfTouch(this.#failure)) this.#status = "failed";
    }
    this.changed.emit(this);
  }

  /** Loads the next page, if there is one. */
  async more(): Promise<void> {
    if (this.#folder === null || this.#isLoadingMore || this.#runs.length >= this.#total) return;
    this.#isLoadingMore = true;
    const question = this.#question;
    try {
      const page = await this.#link.request(this.#folder, "millrace/listRuns", { ...this.#filter, offset: this.#runs.length, limit: pageSize });
      if (question !== this.#question) return;
      const known = new Set(this.#runs.map(({ id }) => id));
      this.#runs.push(...page.runs.filter(({ id }) => !known.has(id)));
      this.#total = page.runs.length === 0 ? this.#runs.length : page.total;
      this.changed.emit(this);
    } catch (thrown) {
      this.#failure = failureOf(thrown);
    } finally {
      this.#isLoadingMore = false;
    }
  }

  /** Puts changed runs in their place. */
  apply(folder: string, changed: readonly RunSummary[], removed: readonly string[]): void {
    if (folder !== this.#folder || this.#status !== "ready") return;
    const gone = new Set(removed);
    const wasComplete = this.#runs.length >= this.#total;
    const byId = new Map(this.#runs.map((run) => [run.id, run]));
    for (const id of gone) if (byId.delete(id)) this.#total -= 1;
    for (const run of changed) {
      const isWanted = !gone.has(run.id) && passes(run, this.#filter);
      const isShown = byId.has(run.id);
      if (isWanted) byId.set(run.id, run);
      else byId.delete(run.id);
      if (isWanted !== isShown) this.#total += isWanted ? 1 : -1;
      if (!this.#flows.includes(run.flow)) this.#flows = [...this.#flows, run.flow].sort();
    }
    this.#runs = [...byId.values()].sort(byOrder);
    if (wasComplete) this.#total = this.#runs.length;
    this.#total = Math.max(this.#total, this.#runs.length);
    this.changed.emit(this);
  }
}

export function passes(run: RunSummary, { flow, state, text }: RunFilter): boolean {
  if (flow !== null && run.flow !== flow) return false;
  if (state !== null && stateGroup(run) !== state) return false;
  const wanted = text.trim().toLowerCase();
  return wanted === "" || [run.name, run.flow, run.state.name, stateWords(run.state.name)].some((words) => words.toLowerCase().includes(wanted));
}

function stateGroup({ state }: RunSummary): RunFilter["state"] {
  if (!isFinalType(state.type)) return "active";
  if (state.type === "COMPLETED") return "completed";
  return state.type === "CANCELLED" ? "cancelled" : "failed";
}

function byOrder(a: RunSummary, b: RunSummary): number {
  const isOver = Number(isFinalType(a.state.type)) - Number(isFinalType(b.state.type));
  return isOver === 0 ? b.createdAt - a.createdAt : isOver;
}
