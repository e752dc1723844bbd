/**
 * The tables that `millrace query` reads. `docs/sql.md` describes them to users.
 *
 * T1. A query is planned against tables that have everything and hold nothing; those that it is answered from have the same
 *     columns, but only what the plan looks at is filled and indexed (`plan-query.ts`).
 */
import type { NeededTable } from "./plan-query.ts";

interface Table {
  /** Type by column; with `!` it is never NULL. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Column by index, besides that of the primary key. */
  readonly indexes: Readonly<Record<string, string>>;
}

type ColumnType = "TEXT" | "TEXT!" | "INTEGER" | "INTEGER!" | "REAL" | "REAL!";

const tables = {
  flow_runs: {
    columns: {
      id: "TEXT!",
      root_run_id: "TEXT!",
      parent_task_run_id: "TEXT",
      parent_run_id: "TEXT",
      name: "TEXT!",
      flow: "TEXT!",
      version: "TEXT",
      file: "TEXT",
      definition: "TEXT",
      state_type: "TEXT!",
      state_name: "TEXT!",
      state_message: "TEXT",
      state_time: "TEXT!",
      states: "TEXT!",
      parameters: "TEXT!",
      result: "TEXT",
      error: "TEXT",
      attempt: "INTEGER!",
      items: "INTEGER",
      tags: "TEXT!",
      expected_start_time: "TEXT",
      start_time: "TEXT",
      end_time: "TEXT",
      duration_ms: "REAL",
      run_time_ms: "REAL!",
      superseded: "INTEGER!",
      problem: "TEXT",
    },
    indexes: { flow_runs_by_root: "root_run_id" },
  },
  task_runs: {
    columns: {
      id: "TEXT!",
      root_run_id: "TEXT!",
      flow_run_id: "TEXT",
      parent_task_run_id: "TEXT",
      child_flow_run_id: "TEXT",
      name: "TEXT!",
      task: "TEXT!",
      definition: "TEXT",
      call_site: "TEXT",
      state_type: "TEXT!",
      state_name: "TEXT!",
      state_message: "TEXT",
      state_time: "TEXT!",
      states: "TEXT!",
      inputs: "TEXT!",
      result: "TEXT",
      error: "TEXT",
      depends_on: "TEXT!",
      why: "TEXT",
      cache_key: "TEXT",
      result_key: "TEXT",
      attempt: "INTEGER!",
      items: "INTEGER",
      tags: "TEXT!",
      start_time: "TEXT",
      end_time: "TEXT",
      duration_ms: "REAL",
      run_time_ms: "REAL!",
      superseded: "INTEGER!",
    },
    indexes: { task_runs_by_flow_run: "flow_run_id" },
  },
  artifacts: {
    columns: {
      id: "TEXT!",
      root_run_id: "TEXT!",
      flow_run_id: "TEXT",
      task_run_id: "TEXT",
      key: "TEXT",
      type: "TEXT!",
      data: "TEXT!",
      description: "TEXT",
      created_time: "TEXT!",
      updated_time: "TEXT!",
      superseded: "INTEGER!",
    },
    indexes: { artifacts_by_key: "key" },
  },
  events: {
    columns: {
      id: "TEXT!",
      root_run_id: "TEXT!",
      flow_run_id: "TEXT",
      task_run_id: "TEXT",
      event: "TEXT!",
      resource: "TEXT!",
      payload: "TEXT",
      time: "TEXT!",
    },
    indexes: { events_by_name: "event" },
  },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof tables;

export type ColumnOf<Name extends TableName> = keyof (typeof tables)[Name]["columns"] & string;

export const tableNames = Object.keys(tables) as readonly TableName[];

export function columnsOf<Name extends TableName>(table: Name): readonly ColumnOf<Name>[] {
  return Object.keys(tables[table].columns) as ColumnOf<Name>[];
}

/** Column by index. */
export function indexesOf(table: TableName): readonly (readonly [index: string, column: string])[] {
  return Object.entries(tables[table].indexes);
}

/** SQLite's own name for the index of a table's primary key. */
export function keyIndexOf(table: TableName): string {
  return `sqlite_autoindex_${table}_1`;
}

/** Creates all tables with all their indexes. */
export const wholeSchema = tableNames.map((table) => [createTable(table, true), ...indexesOf(table).map(([index, column]) => createIndex(table, index, column))].join("\n")).join("\n");

/** Creates the tables that a query is answered from; their indexes are made once they are filled. */
export function neededSchema(needed: ReadonlyMap<TableName, NeededTable>): string {
  return tableNames.map((table) => createTable(table, needed.get(table)?.indexes.has(keyIndexOf(table)) === true)).join("\n");
}

export function createIndex(table: TableName, index: string, column: string): string {
  return `CREATE INDEX ${index} ON ${table} (${column});`;
}

/** A column that is not filled keeps its promise never to be NULL: the plan may rest on that. */
function createTable(table: TableName, hasKey: boolean): string {
  const columns = Object.entries(tables[table].columns).map(([column, type]) => {
    const base = type.replace("!", "");
    if (column === "id" && hasKey) return `${column} ${base} PRIMARY KEY NOT NULL DEFAULT ''`;
    return type.endsWith("!") ? `${column} ${base} NOT NULL DEFAULT ${base === "TEXT" ? "''" : "0"}` : `${column} ${base}`;
  });
  return `CREATE TABLE ${table} (${columns.join(", ")});`;
}
