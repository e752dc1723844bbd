import { basename } from "node:path";
import type { RunOrder, StartedAnswer } from "../../core/protocol/editor-api.ts";
import { hasCode, MillraceError, UsageError } from "../../core/protocol/errors.ts";
import { readRequest } from "../../journal/create-run.ts";
import type { ActiveRun } from "../runs/active-run.ts";
import { deleteRun } from "../runs/history/delete-run.ts";
import type { RunDirectory } from "../runs/history/run-directories.ts";
import { resumeRun, retryRun } from "../runs/rerun.ts";
import { startRun } from "../runs/start-run.ts";
import { cancelOwnedRun } from "../runs/stop-run.ts";
import { isActive, type RunBook } from "../runs/watching/run-book.ts";
import type { RunSurroundings } from "./run-surroundings.ts";

/** Starts and stops runs on behalf of the editor, and has the book keep them. */
export class RunControl {
  readonly #surroundings: RunSurroundings;
  readonly #book: RunBook;
  readonly #onTrouble: (error: unknown) => void;
  /** Runs that were asked to stop. */
  readonly #stopping = new Set<string>();

  constructor(surroundings: RunSurroundings, book: RunBook, onTrouble: (error: unknown) => void) {
    this.#surroundings = surroundings;
    this.#book = book;
    this.#onTrouble = onTrouble;
  }

  async start(order: RunOrder): Promise<StartedAnswer> {
    const active = await this.#launch(order);
    this.#stopping.delete(active.id);
    const { id, name } = this.#book.adopt(active, placeOf(active));
    return { runId: id, name };
  }

  /** Answers before the run has ended. @throws UsageError for a run that has. */
  stop(runId: string): "asked" | "killed" {
    const summary = this.#book.summaryOf(runId);
    const { directory } = this.#book.placeOf(runId);
    const active = this.#book.activeRun(runId);
    if (active === undefined && summary !== undefined && !isActive(summary)) {
      throw new UsageError(`${summary.name} cannot be stopped: it is ${summary.state.name}.`, "Only a run that has not ended can be stopped.");
    }
    const isSecond = this.#stopping.has(runId);
    this.#stopping.add(runId);
    const stopping =
      active !== undefined
        ? isSecond
          ? active.kill()
          : active.cancel(null)
        : cancelOwnedRun({ ...this.#surroundings.contextToLook(null), ...(isSecond ? { cancelGraceMs: 0 } : {}) }, directory, readRequest(directory), null).then(() =>
            this.#book.look(this.#book.placeOf(runId)),
          );
    stopping.catch(this.#onTrouble).finally(() => this.#stopping.delete(runId));
    return isSecond ? "killed" : "asked";
  }

  /** @throws UsageError while one of them lives; those before it are deleted. */
  async delete(runIds: readonly string[]): Promise<void> {
    for (const runId of runIds) {
      await deleteRun(this.#surroundings.contextToLook(null), this.#book.placeOf(runId));
      this.#book.remove(runId);
    }
  }

  /** Asks every run that this engine started to end, and kills those that have not within the time. */
  async cancelAll(withinMs: number): Promise<void> {
    const runs = this.#book.activeRuns();
    const all = Promise.allSettled(runs.map((run) => run.cancel("The window was closed")));
    await Promise.race([all, new Promise<void>((resolve) => this.#surroundings.contextToLook(null).clock.startTimer(withinMs, resolve))]);
    for (const run of this.#book.activeRuns()) void run.kill().catch(this.#onTrouble);
  }

  async #launch(order: RunOrder): Promise<ActiveRun> {
    switch (order.kind) {
      case "flow": {
        const context = await this.#surroundings.contextToRun(order.file);
        return startRun(context, { file: order.file, flow: order.flow, parameters: order.parameters, name: null, trigger: "editor" });
      }
      case "again": {
        const { directory } = this.#book.placeOf(order.runId);
        const context = await this.#surroundings.contextToRun(moduleOf(directory));
        return retryRun(context, context.workspace, directory);
      }
      case "resume": {
        const { directory } = this.#book.placeOf(order.runId);
        const context = await this.#surroundings.contextToRun(moduleOf(directory));
        return resumeRun(context, directory);
      }
    }
  }
}

/** The module that a run's request names; `null` where it names none or cannot be read, which the launch then tells. */
function moduleOf(directory: string): string | null {
  try {
    return readRequest(directory).module;
  } catch (error) {
    if (error instanceof MillraceError && hasCode(error, "MILLRACE_STORE_CORRUPT")) return null;
    throw error;
  }
}

function placeOf({ id, directory }: ActiveRun): RunDirectory {
  return { id, directory, date: basename(directory).slice(0, 10) };
}
