import type { Database, SqlValue } from "sql.js";
import { UsageError } from "../../core/protocol/errors.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { tableNames } from "./schema.ts";

export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Json[])[];
}

const hint = `The tables are ${tableNames.join(", ")}; "select name from pragma_table_info('flow_runs')" lists the columns of one.`;

/** Looks at the first word, before anything is loaded for the query. @throws UsageError for a statement that does not read */
export function checkReads(sql: string): void {
  if (/^\s*(?:select|with|values|explain)\b/i.test(withoutComments(sql))) return;
  throw new UsageError("A query reads: one SELECT, WITH, VALUES or EXPLAIN statement is expected.", hint);
}

/** Whether the statement asks for a plan, which the history does not change. */
export function isExplaining(sql: string): boolean {
  return /^\s*explain\b/i.test(withoutComments(sql));
}

/** Answers one statement that `checkReads` let pass. @throws UsageError for one that writes, and with SQLite's own text where it errs. */
export function answerQuery(database: Database, sql: string): QueryAnswer {
  // A statement that reads by its first word may still write: WITH … DELETE.
  database.run("PRAGMA query_only = ON");
  try {
    return readAll(database, sql);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    const message = text.includes("readonly database") ? "A query reads, and this one writes." : `The query failed: ${text}.`;
    throw new UsageError(message, text.startsWith("no such column") ? columnsHint(database, sql) : hint);
  }
}

/** Of the tables that the query names: `artifacts has id, root_run_id, …`. */
function columnsHint(database: Database, sql: string): string {
  const sentences = tableNames
    .filter((table) => sql.toLowerCase().includes(table))
    .map((table) => `${table} has ${columnsOf(database, table)}.`);
  return sentences.length === 0 ? hint : sentences.join(" ");
}

function columnsOf(database: Database, table: string): string {
  const { rows } = readAll(database, `select name from pragma_table_info('${table}')`);
  return rows.map(([name]) => (typeof name === "string" ? name : "")).join(", ");
}

function readAll(database: Database, sql: string): QueryAnswer {
  const answers: QueryAnswer[] = [];
  for (const statement of database.iterateStatements(sql)) {
    if (answers.length > 0) throw new UsageError("A query is one statement, and here are several.", hint);
    const rows: (readonly Json[])[] = [];
    while (statement.step()) rows.push(statement.get().map(toJson));
    answers.push({ columns: statement.getColumnNames(), rows });
  }
  return answers[0] ?? { columns: [], rows: [] };
}

function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/, "");
}

function toJson(value: SqlValue): Json {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}
