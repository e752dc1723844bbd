import { basename } from "node:path";
import type { DebugLaunch, RunOrder, StartedAnswer } from "../../core/protocol/editor-api.ts";
import type { AnswerResult, PauseAnswer } from "../../core/protocol/pause-api.ts";
import type { Clock } from "../../core/base/clock.ts";
import { hasCode, InputRefusedError, MillraceError, UsageError } from "../../core/protocol/errors.ts";
import { readRequest } from "../../journal/create-run.ts";
import { answerPause } from "../pauses/answer-pause.ts";
import type { PauseSchemasContext } from "../pauses/pause-schemas.ts";
import { type QueuedAnswer, startAnswered } from "../pauses/queued-answer.ts";
import type { ActiveRun } from "../runs/active-run.ts";
import { type DebugOrder, DebugRuns, type PreparedDebug } from "../runs/debug-run.ts";
import { deleteRun } from "../runs/history/delete-run.ts";
import type { RunDirectory } from "../runs/history/run-directories.ts";
import { rerunFrom, type RerunPorts } from "../runs/rerun-from/prepare-rerun.ts";
import { resumeRun, retryRun } from "../runs/rerun.ts";
import type { RunsContext } from "../runs/runs-context.ts";
import { startRun } from "../runs/start-run.ts";
import { cancelOwnedRun } from "../runs/stop-run.ts";
import type { RunBook } from "../runs/watching/run-book.ts";
import { isActive } from "../runs/watching/run-group.ts";
import type { RunSurroundings } from "./run-surroundings.ts";

/** Starts and stops runs on behalf of the editor, and has the book keep them. */
export class RunControl {
  readonly #surroundings: RunSurroundings;
  readonly #book: RunBook;
  readonly #onTrouble: (error: unknown) => void;
  readonly #showError: (message: string) => void;
  readonly #readEdges: NonNullable<RerunPorts["readEdges"]>;
  readonly #debugRuns: DebugRuns;
  readonly #readPauseSchema: NonNullable<PauseSchemasContext["readPauseSchema"]>;
  /** Runs that were asked to stop. */
  readonly #stopping = new Set<string>();
  /** Runs whose debug session has ended, whatever came of it. */
  readonly #endedSessions = new Set<string>();

  constructor(options: {
    readonly surroundings: RunSurroundings;
    readonly book: RunBook;
    readonly clock: Clock;
    readonly onTrouble: (error: unknown) => void;
    readonly showError: (message: string) => void;
    readonly readEdges: NonNullable<RerunPorts["readEdges"]>;
    readonly readPauseSchema: NonNullable<PauseSchemasContext["readPauseSchema"]>;
  }) {
    this.#readPauseSchema = options.readPauseSchema;
    this.#surroundings = options.surroundings;
    this.#book = options.book;
    this.#onTrouble = options.onTrouble;
    this.#showError = options.showError;
    this.#readEdges = options.readEdges;
    this.#debugRuns = new DebugRuns(options.clock);
  }

  async start(order: RunOrder): Promise<StartedAnswer> {
    const active = await this.#launch(order).catch(async (error: unknown) => {
      // What was seen of the run before it was refused has gone with its folder.
      await this.#book.refresh(() => Promise.resolve()).catch(this.#onTrouble);
      throw error;
    });
    this.#stopping.delete(active.id);
    const { id, name } = this.#book.adopt(active, placeOf(active));
    return { runId: id, name };
  }

  /** Answers a flow run that waits for a person. @throws UsageError for one that does not, or not any more. */
  async answer({ runId, flowRunId, given }: PauseAnswer): Promise<AnswerResult> {
    const place = this.#book.placeOf(runId);
    const context = { ...this.#surroundings.contextToLook(moduleOf(place.directory)), workspace: this.#surroundings.workspaceOf(place.directory) };
    try {
      const answered = await answerPause({ ...context, readPauseSchema: this.#readPauseSchema }, place, { flowRun: flowRunId, given });
      if (answered.kind === "queued") await this.#startAnswered(place, answered.answer);
      if (answered.kind === "notWaiting") throw new UsageError("The run does not wait for a person any more.");
      return { kind: "goesOn" };
    } catch (error) {
      if (error instanceof InputRefusedError) return { kind: "refused", problems: error.problems };
      throw error;
    }
  }

  /** Makes all ready for a debugger, which then starts the run. */
  async debug(order: RunOrder): Promise<DebugLaunch> {
    const { launch, started } = await this.#prepareDebug(order);
    started.then(
      (active) => this.#book.adopt(active, placeOf(active)),
      (error: unknown) => {
        this.#onTrouble(error);
        // Who ends a session knows why.
        if (!this.#endedSessions.delete(launch.runId)) this.#showError(describeForPeople(error));
      },
    );
    // It can be opened as soon as its id is known.
    const [directory] = launch.args;
    if (directory !== undefined) await this.#book.look(placeOf({ id: launch.runId, directory }));
    return launch;
  }

  async debugEnded(runId: string, failure: string | null): Promise<void> {
    this.#endedSessions.add(runId);
    await this.#debugRuns.end(runId, failure);
    this.#endedSessions.delete(runId);
  }

  /** Answers before the run has ended. @throws UsageError for a run that has. */
  stop(runId: string): "asked" | "killed" {
    const summary = this.#book.summaryOf(runId);
    const { directory } = this.#book.placeOf(runId);
    const active = this.#book.activeRun(runId);
    // Its process may linger behind its end.
    if (summary !== undefined && !isActive(summary)) {
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

  async #startAnswered(place: RunDirectory, answer: QueuedAnswer): Promise<void> {
    await startAnswered(this.#surroundings.contextToLook(null), place, answer, async () => {
      const context = await this.#contextToRepeat(place.directory);
      return this.#book.adopt(await resumeRun(context, place.directory, "answer"), place);
    });
  }

  async #prepareDebug(order: RunOrder): Promise<PreparedDebug> {
    if (order.kind === "flow") {
      const { file, flow, parameters } = order;
      this.#surroundings.noteModule(file);
      return this.#debugRuns.prepare(await this.#surroundings.contextToRun(file), { kind: "flow", start: { file, flow, parameters, name: null, trigger: "editor" } });
    }
    const { directory } = this.#book.placeOf(order.runId);
    const context = await this.#contextToRepeat(directory);
    return this.#debugRuns.prepare(context, order.kind === "rerun" ? this.#rerunOf(order, context, directory) : { kind: order.kind, directory });
  }

  #rerunOf({ from, parameters }: Extract<RunOrder, { kind: "rerun" }>, { workspace }: RunsContext, directory: string): Extract<DebugOrder, { kind: "rerun" }> {
    const choice = { from: from === "failed" ? [] : from, onlyFailed: from === "failed", parameters };
    return { kind: "rerun", directory, ports: { workspace, readEdges: this.#readEdges }, choice };
  }

  async #contextToRepeat(directory: string): Promise<RunsContext> {
    const context = await this.#surroundings.contextToRun(moduleOf(directory));
    return { ...context, workspace: this.#surroundings.workspaceOf(directory) };
  }

  async #launch(order: RunOrder): Promise<ActiveRun> {
    switch (order.kind) {
      case "flow": {
        this.#surroundings.noteModule(order.file);
        const context = await this.#surroundings.contextToRun(order.file);
        return startRun(context, { file: order.file, flow: order.flow, parameters: order.parameters, name: null, trigger: "editor" });
      }
      case "again": {
        const { directory } = this.#book.placeOf(order.runId);
        const context = await this.#contextToRepeat(directory);
        return retryRun(context, context.workspace, directory);
      }
      case "rerun": {
        const { directory } = this.#book.placeOf(order.runId);
        const context = await this.#contextToRepeat(directory);
        const { ports, choice } = this.#rerunOf(order, context, directory);
        return rerunFrom(context, ports, directory, choice);
      }
      case "resume": {
        const { directory } = this.#book.placeOf(order.runId);
        return resumeRun(await this.#contextToRepeat(directory), directory);
      }
    }
  }
}

function describeForPeople(error: unknown): string {
  if (error instanceof MillraceError && error.hint !== undefined) return `${error.message} ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
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

function placeOf({ id, directory }: Pick<ActiveRun, "id" | "directory">): RunDirectory {
  return { id, directory, date: basename(directory).slice(0, 10) };
}
