import type { Database } from "sql.js";
import type { RunQuery } from "../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { flowsWithRuns } from "./queries/flows-with-runs.ts";
import { lastRuns } from "./queries/last-runs.ts";
import { pageOfRuns } from "./queries/page-of-runs.ts";
import { deleteRows, upsertRuns } from "./queries/upsert-run.ts";
import { runIndexSchema } from "./run-index-schema.ts";
import { openMemoryDatabase } from "./sqlite.ts";

/**
 * An index over the runs of a folder, for lists of them. It is written when it is asked, so that a run that changes
 * twenty times a second costs nothing here while nobody looks.
 */
export class RunIndex {
  readonly #wasm: string | undefined;
  readonly #changed = new Map<string, RunSummary>();
  readonly #removed = new Set<string>();
  #database: Promise<Database> | undefined;

  /** @param wasm path of `sql-wasm.wasm`; default: beside the bundle. */
  constructor(wasm?: string) {
    this.#wasm = wasm;
  }

  /** Loads SQLite before the first list is asked for. */
  async warm(): Promise<void> {
    await this.#current();
  }

  note(run: RunSummary): void {
    this.#changed.set(run.id, run);
    this.#removed.delete(run.id);
  }

  forget(runId: string): void {
    this.#changed.delete(runId);
    this.#removed.add(runId);
  }

  async page(query: RunQuery): Promise<{ readonly total: number; readonly ids: readonly string[]; readonly flows: readonly string[] }> {
    const database = await this.#current();
    return { ...pageOfRuns(database, query), flows: flowsWithRuns(database) };
  }

  async lastRuns(): Promise<readonly string[]> {
    return lastRuns(await this.#current());
  }

  async dispose(): Promise<void> {
    (await this.#database)?.close();
    this.#database = undefined;
  }

  async #current(): Promise<Database> {
    this.#database ??= openMemoryDatabase(this.#wasm).then((database) => database.run(runIndexSchema));
    const database = await this.#database;
    if (this.#changed.size === 0 && this.#removed.size === 0) return database;
    database.run("BEGIN");
    upsertRuns(database, this.#changed.values());
    deleteRows(database, this.#removed);
    database.run("COMMIT");
    this.#changed.clear();
    this.#removed.clear();
    return database;
  }
}
