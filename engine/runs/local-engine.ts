import { join } from "node:path";
import type { EngineApi, ExportedRun, GivenInput, ImportedRun, PruneOptions, PruneReport, QueryProgress, RerunOrder, RunFilter, StartedRun, StartRun } from "../../core/protocol/engine-api.ts";
import type { Limit } from "../../core/limits/slots.ts";
import type { VariableOrder } from "../../core/protocol/leader-api.ts";
import type { FlowRunDocument, LogDocument, RunDocument } from "../../core/protocol/run-document.ts";
import type { PauseSchemas } from "../../core/protocol/to-pause-document.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { LimitDocument, VariableDocument } from "../../core/protocol/shared-document.ts";
import type { SharedStore } from "../../journal/leader/shared-store.ts";
import { ensureWorkspace } from "../../journal/workspace.ts";
import type { ActiveRun } from "./active-run.ts";
import type { RunDirectory } from "./history/run-directories.ts";
import { RunnerPool, type SpawnedAhead } from "./runner-pool.ts";
import type { RunsContext } from "./runs-context.ts";
import { startRun } from "./start-run.ts";
import type { QueryAnswer } from "../store/read-only.ts";

export interface LocalEngineParts {
  readonly context: RunsContext;
  /** Path of `sql-wasm.wasm`, if it is known. */
  readonly wasm: string | undefined;
  readonly openShared: () => Promise<SharedStore>;
  /** For the first run that is started. */
  readonly ahead: SpawnedAhead | null;
}

/**
 * The engine of one workspace, in the process that asks. It holds the runs that it started, and nothing else. What a
 * request needs is loaded with the request: until its runner is spawned, `millrace run` waits for every module here.
 */
export class LocalEngine implements EngineApi {
  readonly #context: RunsContext;
  readonly #wasm: string | undefined;
  readonly #openShared: () => Promise<SharedStore>;
  #shared: Promise<SharedStore> | null = null;
  readonly #launches = new Set<() => void>();
  readonly #active = new Map<string, ActiveRun>();
  #ahead: SpawnedAhead | null;

  constructor({ context, wasm, openShared, ahead }: LocalEngineParts) {
    this.#context = context;
    this.#wasm = wasm;
    this.#openShared = openShared;
    this.#ahead = ahead;
  }

  async startRun(request: StartRun): Promise<StartedRun> {
    return await this.#launch(async (context) => this.#hold(await startRun(context, request)));
  }

  async resumeRun(reference: string, given: GivenInput | null = null): Promise<StartedRun> {
    const place = await this.#find(reference);
    return await this.#launch(async (context) => {
      const { answerPause } = await import("../pauses/answer-pause.ts");
      const answered = await answerPause(context, place, { flowRun: reference, given });
      switch (answered.kind) {
        case "goesOn": {
          const { JoinedRun } = await import("./joined-run.ts");
          return new JoinedRun(context, place);
        }
        case "queued": {
          const [{ startAnswered }, { resumeRun }] = await Promise.all([import("../pauses/queued-answer.ts"), import("./rerun.ts")]);
          return await startAnswered(context, place, answered.answer, async () => this.#hold(await resumeRun(context, place.directory, "answer")));
        }
        case "notWaiting": {
          const { resumeRun } = await import("./rerun.ts");
          return this.#hold(await resumeRun(context, place.directory));
        }
      }
    });
  }

  async retryRun(reference: string): Promise<StartedRun> {
    const { directory } = await this.#find(reference);
    return await this.#launch(async (context) => {
      const { retryRun } = await import("./rerun.ts");
      return this.#hold(await retryRun(context, context.workspace, directory));
    });
  }

  async rerunFrom(reference: string, order: RerunOrder): Promise<StartedRun> {
    const { directory } = await this.#find(reference);
    return await this.#launch(async (context) => {
      const { rerunFrom } = await import("./rerun-from/prepare-rerun.ts");
      return this.#hold(await rerunFrom(context, context, directory, order));
    });
  }

  async listRuns(filter: RunFilter): Promise<readonly FlowRunDocument[]> {
    const { listRuns } = await import("./history/list-runs.ts");
    return listRuns(this.#context, filter);
  }

  async runIds(): Promise<readonly string[]> {
    const { listRunDirectories } = await import("./history/run-directories.ts");
    return listRunDirectories(this.#context.workspace).map(({ id }) => id);
  }

  async showRun(reference: string): Promise<RunDocument> {
    const { showRun } = await import("./history/show-run.ts");
    return showRun(this.#context, await this.#find(reference));
  }

  async pauseSchemas(view: RunView): Promise<PauseSchemas> {
    const { inferPauseSchemas } = await import("../pauses/pause-schemas.ts");
    return inferPauseSchemas(this.#context, view);
  }

  async followLogs(reference: string, listener: (line: LogDocument) => void, options: { readonly follow: boolean }): Promise<void> {
    const place = await this.#find(reference);
    if (options.follow) {
      const { followLogs } = await import("./history/follow-logs.ts");
      return followLogs(this.#context, place, listener);
    }
    const { showLogs } = await import("./history/show-run.ts");
    for (const line of await showLogs(this.#context, place)) listener(line);
  }

  async cancelRun(reference: string): Promise<FlowRunDocument> {
    const place = await this.#find(reference);
    const { cancelRun } = await import("./history/cancel-run.ts");
    return cancelRun(this.#context, place, this.#active.get(place.id));
  }

  async deleteRun(reference: string): Promise<FlowRunDocument> {
    const { deleteRun } = await import("./history/delete-run.ts");
    return deleteRun(this.#context, await this.#find(reference));
  }

  async listLimits(): Promise<readonly LimitDocument[]> {
    return (await this.#share()).limits.list();
  }

  async setLimit(limit: Limit): Promise<LimitDocument> {
    ensureWorkspace(this.#context.workspace);
    return (await this.#share()).limits.set(limit);
  }

  async deleteLimit(name: string): Promise<boolean> {
    return (await this.#share()).limits.delete(name);
  }

  async listVariables(): Promise<readonly VariableDocument[]> {
    return (await this.#share()).variables.list();
  }

  async setVariable(order: Omit<VariableOrder, "token">): Promise<VariableDocument> {
    ensureWorkspace(this.#context.workspace);
    return (await this.#share()).variables.set(order);
  }

  async deleteVariable(name: string): Promise<boolean> {
    return (await this.#share()).variables.delete(name);
  }

  async exportRun(reference: string, file: string | null): Promise<ExportedRun> {
    const place = await this.#find(reference);
    const { archiveName, exportRun } = await import("./transfer/export-run.ts");
    return exportRun(this.#context, place, file ?? join(this.#context.cwd, archiveName(place)));
  }

  async importRun(file: string): Promise<ImportedRun> {
    const { importRun } = await import("./transfer/import-run.ts");
    return importRun(this.#context, file);
  }

  async prune(options: PruneOptions): Promise<PruneReport> {
    const { pruneRuns } = await import("./retention/prune-runs.ts");
    return pruneRuns(this.#context, options);
  }

  async query(sql: string, onProgress: (progress: QueryProgress) => void = () => undefined): Promise<QueryAnswer> {
    // SQLite is loaded by the first query: no other request needs it.
    const { queryHistory } = await import("../store/query-history.ts");
    return queryHistory(this.#context, sql, this.#wasm, onProgress);
  }

  giveUpLaunches(): void {
    for (const giveUp of this.#launches) giveUp();
  }

  /** Lets go of everything. Runs under way go on. */
  async dispose(): Promise<void> {
    for (const run of this.#active.values()) run.release();
    this.#active.clear();
    (await this.#shared)?.close();
  }

  #share(): Promise<SharedStore> {
    this.#shared ??= this.#openShared();
    return this.#shared;
  }

  /** With the runner that was spawned ahead, if it is still there: a launch that is refused or does without ends it. */
  async #launch<T>(launch: (context: RunsContext) => Promise<T>): Promise<T> {
    const ahead = this.#ahead;
    this.#ahead = null;
    const context = { ...this.#context, launches: this.#launches };
    if (ahead === null) return await launch(context);
    const pool = new RunnerPool(context.clock);
    pool.adopt(context, ahead);
    try {
      return await launch({ ...context, pool });
    } finally {
      pool.dispose();
    }
  }

  #hold(run: ActiveRun): ActiveRun {
    this.#active.set(run.id, run);
    const forget = (): void => {
      if (this.#active.get(run.id) === run) this.#active.delete(run.id);
    };
    run.ended.then(forget, forget);
    return run;
  }

  async #find(reference: string): Promise<RunDirectory> {
    const { findRun } = await import("./history/find-run.ts");
    return findRun(this.#context.workspace, reference);
  }
}
