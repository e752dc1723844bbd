import type { Database } from "sql.js";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { flowRunColumns, flowRunRow } from "./queries/insert-flow-run.ts";
import { prepareInsert } from "./queries/insert-row.ts";
import { taskRunColumns, taskRunRow } from "./queries/insert-task-run.ts";

/** Puts runs into the tables, in one transaction. */
export class HistoryLoader {
  readonly #database: Database;
  readonly #flowRuns: ReturnType<typeof prepareInsert<(typeof flowRunColumns)[number]>>;
  readonly #taskRuns: ReturnType<typeof prepareInsert<(typeof taskRunColumns)[number]>>;

  constructor(database: Database) {
    this.#database = database;
    this.#flowRuns = prepareInsert(database, "flow_runs", flowRunColumns);
    this.#taskRuns = prepareInsert(database, "task_runs", taskRunColumns);
    database.run("BEGIN");
  }

  add(rootRunId: string, run: RunDocument): void {
    const { flowRun } = run;
    if (flowRun !== null) this.#flowRuns.insert(flowRunRow({ ...run, flowRun }));
    for (const taskRun of run.taskRuns) this.#taskRuns.insert(taskRunRow(rootRunId, taskRun));
    for (const child of run.childRuns) this.add(rootRunId, child);
  }

  finish(): void {
    this.#database.run("COMMIT");
    this.#flowRuns.dispose();
    this.#taskRuns.dispose();
  }
}
