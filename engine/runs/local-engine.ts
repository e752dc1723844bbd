import type { EngineApi, RunFilter, StartedRun, StartRun } from "../../core/protocol/engine-api.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import type { FlowRunDocument, LogDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { readRequest } from "../../journal/create-run.ts";
import type { ActiveRun } from "./active-run.ts";
import { deleteRun } from "./history/delete-run.ts";
import { findRun } from "./history/find-run.ts";
import { followLogs } from "./history/follow-logs.ts";
import { listRuns } from "./history/list-runs.ts";
import type { RunDirectory } from "./history/run-directories.ts";
import { showLogs, showRootRun, showRun } from "./history/show-run.ts";
import { resumeRun, retryRun } from "./rerun.ts";
import type { RunsContext } from "./runs-context.ts";
import { startRun } from "./start-run.ts";
import { cancelOwnedRun } from "./stop-run.ts";
import type { QueryAnswer } from "../store/read-only.ts";

/** The engine of one workspace, in the process that asks. It holds the runs that it started, and nothing else. */
export class LocalEngine implements EngineApi {
  readonly #context: RunsContext;
  readonly #wasm: string | undefined;
  readonly #active = new Map<string, ActiveRun>();

  constructor(context: RunsContext, wasm: string | undefined) {
    this.#context = context;
    this.#wasm = wasm;
  }

  async startRun(request: StartRun): Promise<StartedRun> {
    return this.#hold(await startRun(this.#context, request));
  }

  async resumeRun(reference: string): Promise<StartedRun> {
    return this.#hold(await resumeRun(this.#context, this.#find(reference).directory));
  }

  async retryRun(reference: string): Promise<StartedRun> {
    return this.#hold(await retryRun(this.#context, this.#context.workspace, this.#find(reference).directory));
  }

  async listRuns(filter: RunFilter): Promise<readonly FlowRunDocument[]> {
    return listRuns(this.#context, filter);
  }

  async showRun(reference: string): Promise<RunDocument> {
    return showRun(this.#context, this.#find(reference));
  }

  async followLogs(reference: string, listener: (line: LogDocument) => void, options: { readonly follow: boolean }): Promise<void> {
    const place = this.#find(reference);
    if (options.follow) return followLogs(this.#context, place, listener);
    for (const line of await showLogs(this.#context, place)) listener(line);
  }

  async cancelRun(reference: string): Promise<FlowRunDocument> {
    const place = this.#find(reference);
    const run = await showRootRun(this.#context, place);
    if (isFinalType(run.state.type)) {
      throw new UsageError(`${run.name} cannot be cancelled: it is ${run.state.name}.`, "Only a run that has not ended can be cancelled.");
    }
    const active = this.#active.get(place.id);
    if (active === undefined) await cancelOwnedRun(this.#context, place.directory, readRequest(place.directory), null);
    else await active.cancel(null);
    return showRootRun(this.#context, place);
  }

  async deleteRun(reference: string): Promise<FlowRunDocument> {
    return deleteRun(this.#context, this.#find(reference));
  }

  async query(sql: string): Promise<QueryAnswer> {
    // SQLite is loaded by the first query: no other request needs it.
    const { queryHistory } = await import("../store/query-history.ts");
    return queryHistory(this.#context, sql, this.#wasm);
  }

  /** Lets go of everything. Runs under way go on. */
  async dispose(): Promise<void> {
    for (const run of this.#active.values()) run.release();
    this.#active.clear();
  }

  #hold(run: ActiveRun): ActiveRun {
    this.#active.set(run.id, run);
    const forget = (): void => {
      if (this.#active.get(run.id) === run) this.#active.delete(run.id);
    };
    run.ended.then(forget, forget);
    return run;
  }

  #find(reference: string): RunDirectory {
    return findRun(this.#context.workspace, reference);
  }
}
