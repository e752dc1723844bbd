import type { Database, SqlValue } from "sql.js";
import type { ColumnOf, TableName } from "../schema.ts";

/** How each column of a table is made of what a row is about. */
export type RowColumns<Name extends TableName, Subject> = { readonly [Column in ColumnOf<Name>]: (subject: Subject) => SqlValue };

/** Adds rows to a table. */
export interface RowInserter<Subject> {
  insert(subject: Subject): void;
  dispose(): void;
}

/** Fills the columns that are needed, and makes no others; without any there are rows all the same, which may be counted. */
export function prepareInsert<Name extends TableName, Subject>(
  database: Database,
  table: Name,
  makers: RowColumns<Name, Subject>,
  needed: ReadonlySet<string>,
): RowInserter<Subject> {
  const columns = (Object.keys(makers) as ColumnOf<Name>[]).filter((column) => needed.has(column));
  const values = columns.map((column) => makers[column]);
  const places = columns.map(() => "?").join(", ");
  const sql = columns.length === 0 ? `INSERT INTO ${table} DEFAULT VALUES` : `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`;
  const statement = database.prepare(sql);
  return {
    insert: (subject) => statement.run(values.map((make) => make(subject))),
    dispose: () => void statement.free(),
  };
}
