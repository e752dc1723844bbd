import type { Database } from "sql.js";
import type { FlowRunDocument } from "../../core/protocol/run-document.ts";
import { type DocumentSource, toArtifactDocument, toEventDocument, toFlowRunDocument, toFlowRunOutcome } from "../../core/protocol/to-document.ts";
import type { NeededTable } from "./plan-query.ts";
import { artifactColumns } from "./queries/insert-artifact.ts";
import { eventColumns } from "./queries/insert-event.ts";
import { flowRunColumns } from "./queries/insert-flow-run.ts";
import { prepareInsert, type RowColumns, type RowInserter } from "./queries/insert-row.ts";
import { taskRunColumns, TaskRunSubject } from "./queries/insert-task-run.ts";
import { createIndex, indexesOf, neededSchema, type TableName } from "./schema.ts";

/** Puts runs into the tables that are needed, in one transaction. */
export class HistoryLoader {
  readonly #database: Database;
  readonly #needed: ReadonlyMap<TableName, NeededTable>;
  readonly #flowRuns;
  readonly #taskRuns;
  readonly #artifacts;
  readonly #events;

  constructor(database: Database, needed: ReadonlyMap<TableName, NeededTable>) {
    this.#database = database;
    this.#needed = needed;
    database.run(neededSchema(needed));
    this.#flowRuns = this.#prepare("flow_runs", flowRunColumns);
    this.#taskRuns = this.#prepare("task_runs", taskRunColumns);
    this.#artifacts = this.#prepare("artifacts", artifactColumns);
    this.#events = this.#prepare("events", eventColumns);
    database.run("BEGIN");
  }

  /** `requested`: a run that has written nothing yet, as it was asked for. */
  add(rootRunId: string, source: DocumentSource, requested: FlowRunDocument | null): void {
    const { view } = source;
    if (requested !== null) this.#flowRuns?.insert({ flowRun: requested });
    if (this.#flowRuns !== null) for (const run of view.flowRuns.values()) this.#flowRuns.insert({ flowRun: toFlowRunDocument(source, run), ...toFlowRunOutcome(source, run) });
    if (this.#taskRuns !== null) for (const run of view.taskRuns.values()) this.#taskRuns.insert(new TaskRunSubject(rootRunId, source, run));
    if (this.#artifacts !== null) for (const artifact of view.artifacts.values()) this.#artifacts.insert({ rootRunId, artifact: toArtifactDocument(source, artifact) });
    if (this.#events !== null) for (const event of view.events) this.#events.insert({ rootRunId, event: toEventDocument(source, event) });
  }

  finish(): void {
    this.#database.run("COMMIT");
    for (const table of [this.#flowRuns, this.#taskRuns, this.#artifacts, this.#events]) table?.dispose();
    for (const [table, { indexes }] of this.#needed) {
      for (const [index, column] of indexesOf(table)) if (indexes.has(index)) this.#database.run(createIndex(table, index, column));
    }
  }

  /** `null`: nobody looks at the table. */
  #prepare<Name extends TableName, Subject>(table: Name, makers: RowColumns<Name, Subject>): RowInserter<Subject> | null {
    const needed = this.#needed.get(table);
    return needed === undefined ? null : prepareInsert(this.#database, table, makers, needed.columns);
  }
}
