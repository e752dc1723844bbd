import type { Database } from "sql.js";
import type { EventDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { artifactColumns, artifactRow } from "./queries/insert-artifact.ts";
import { eventColumns, eventRow } from "./queries/insert-event.ts";
import { flowRunColumns, flowRunRow } from "./queries/insert-flow-run.ts";
import { prepareInsert } from "./queries/insert-row.ts";
import { taskRunColumns, taskRunRow } from "./queries/insert-task-run.ts";

/** Puts runs into the tables, in one transaction. */
export class HistoryLoader {
  readonly #database: Database;
  readonly #flowRuns: ReturnType<typeof prepareInsert<(typeof flowRunColumns)[number]>>;
  readonly #artifacts: ReturnType<typeof prepareInsert<(typeof artifactColumns)[number]>>;
  readonly #events: ReturnType<typeof prepareInsert<(typeof eventColumns)[number]>>;
  readonly #taskRuns: ReturnType<typeof prepareInsert<(typeof taskRunColumns)[number]>>;

  constructor(database: Database) {
    this.#database = database;
    this.#flowRuns = prepareInsert(database, "flow_runs", flowRunColumns);
    this.#taskRuns = prepareInsert(database, "task_runs", taskRunColumns);
    this.#artifacts = prepareInsert(database, "artifacts", artifactColumns);
    this.#events = prepareInsert(database, "events", eventColumns);
    database.run("BEGIN");
  }

  add(rootRunId: string, run: RunDocument): void {
    const { flowRun } = run;
    if (flowRun !== null) this.#flowRuns.insert(flowRunRow({ ...run, flowRun }));
    for (const taskRun of run.taskRuns) this.#taskRuns.insert(taskRunRow(rootRunId, taskRun));
    for (const artifact of run.artifacts) this.#artifacts.insert(artifactRow(rootRunId, artifact));
    for (const child of run.childRuns) this.add(rootRunId, child);
  }

  addEvents(rootRunId: string, events: readonly EventDocument[]): void {
    for (const event of events) this.#events.insert(eventRow(rootRunId, event));
  }

  finish(): void {
    this.#database.run("COMMIT");
    this.#flowRuns.dispose();
    this.#taskRuns.dispose();
    this.#artifacts.dispose();
    this.#events.dispose();
  }
}
