import { setImmediate as nextTurn } from "node:timers/promises";
import type { RunPage, RunQuery } from "../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { Timer } from "../../core/base/clock.ts";
import { discardRun, emptyTrash } from "../runs/history/discard-run.ts";
import { chooseRuns, hasLimit, type KeptRun } from "../runs/retention/choose-runs.ts";
import { directorySize } from "../runs/retention/directory-size.ts";
import { pruneCache } from "../runs/retention/prune-cache.ts";
import { toCacheRetention, toRunRetention } from "../runs/retention/retention-settings.ts";
import { viewedRuns } from "../runs/retention/viewed-runs.ts";
import type { RunBook } from "../runs/watching/run-book.ts";
import { isActive } from "../runs/watching/run-group.ts";
import { RunIndex } from "../store/run-index.ts";
import type { RunSurroundings } from "./run-surroundings.ts";

const tidyDelayMs = 2_000;
/** The cache grows by what runs keep, and expires by the hour at best. */
const cacheGapUs = 3_600 * 1_000_000;
/** How many folders are measured before whatever else waits has its turn. */
const measuredAtOnce = 20;

/** Lists of a folder's runs, and how many of them are kept. */
export class RunHistory {
  readonly #index = new RunIndex();
  readonly #book: RunBook;
  readonly #surroundings: RunSurroundings;
  readonly #onTrouble: (error: unknown) => void;
  /** Of runs that have not changed since they were measured. */
  readonly #sizes = new Map<string, number>();
  #tidying: Timer | undefined;
  #cacheTidiedAt = Number.NEGATIVE_INFINITY;

  constructor(book: RunBook, surroundings: RunSurroundings, onTrouble: (error: unknown) => void) {
    this.#book = book;
    this.#surroundings = surroundings;
    this.#onTrouble = onTrouble;
  }

  /** The first list is asked for as soon as the window is there. */
  warm(): void {
    this.#index.warm().catch(this.#onTrouble);
  }

  note(run: RunSummary): void {
    this.#index.note(run);
    this.#sizes.delete(run.id);
    if (!isActive(run)) this.tidySoon();
  }

  forget(runId: string): void {
    this.#index.forget(runId);
    this.#sizes.delete(runId);
  }

  async page(query: RunQuery): Promise<RunPage> {
    const { total, ids, flows } = await this.#index.page(query);
    const runs = ids.map((id) => this.#book.summaryOf(id)).filter((run) => run !== undefined);
    return { total, runs, flows };
  }

  /** Deletes what is beyond the retention, in a moment. Not in a folder that is not trusted, whose settings are its own. */
  tidySoon(): void {
    if (!this.#surroundings.settings.isTrusted) return;
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
    const { settings } = this.#surroundings;
    const context = this.#surroundings.contextToLook(null);
    const nowUs = context.clock.nowUs();
    const retention = toRunRetention(settings.retention);
    if (hasLimit(retention)) {
      const { removable, otherBytes } = await this.#candidates(retention.maxBytes !== null);
      for (const { run } of chooseRuns(removable, retention, nowUs, otherBytes)) {
        if (this.#book.isOpen(run.id) || this.#book.summaryOf(run.id) === undefined) continue;
        if ((await discardRun(context, this.#book.placeOf(run.id))) !== "kept") this.#book.remove(run.id);
      }
    }
    if (nowUs - this.#cacheTidiedAt < cacheGapUs) return;
    this.#cacheTidiedAt = nowUs;
    for (const workspace of this.#surroundings.workspaces) {
      pruneCache(workspace.home, { retention: toCacheRetention(settings.cacheRetention), nowUs, isDryRun: false });
      emptyTrash(workspace, nowUs);
    }
  }

  /** Whoever looks at a run keeps it until the next time, in this window or another; and what cannot be read is none of ours to judge. */
  async #candidates(isSized: boolean): Promise<{ readonly removable: readonly KeptRun[]; readonly otherBytes: number }> {
    const context = this.#surroundings.contextToLook(null);
    const viewed = new Set(this.#surroundings.workspaces.flatMap(({ home }) => [...viewedRuns(home, context)]));
    const removable: KeptRun[] = [];
    let otherBytes = 0;
    for (const { id, state, problem, createdAt, endAt, importedAt } of this.#book.summaries()) {
      const sizeBytes = isSized ? await this.#sizeOf(id) : 0;
      const stays = isActive({ state }) || problem !== null || viewed.has(id) || this.#book.isOpen(id);
      if (stays) otherBytes += sizeBytes;
      else removable.push({ id, at: Math.max(endAt ?? createdAt, importedAt ?? 0), sizeBytes });
    }
    return { removable, otherBytes };
  }

  async #sizeOf(runId: string): Promise<number> {
    const known = this.#sizes.get(runId);
    if (known !== undefined) return known;
    if (this.#sizes.size % measuredAtOnce === 0) await nextTurn();
    if (this.#book.summaryOf(runId) === undefined) return 0;
    const sizeBytes = directorySize(this.#book.placeOf(runId).directory);
    this.#sizes.set(runId, sizeBytes);
    return sizeBytes;
  }
}
