import type { Database, SqlValue } from "sql.js";

/** A row by column; its type names the columns of a table. */
export type Row<Columns extends string> = Readonly<Record<Columns, SqlValue>>;

/** Makes a function that adds rows to a table, and lets go of its statement when it is disposed of. */
export function prepareInsert<Columns extends string>(
  database: Database,
  table: string,
  columns: readonly Columns[],
): { insert(row: Row<Columns>): void; dispose(): void } {
  const places = columns.map(() => "?").join(", ");
  // Two directories may hold one run, as after a copy by hand: the one read last is the one that counts.
  const statement = database.prepare(`INSERT OR REPLACE INTO ${table} (${columns.join(", ")}) VALUES (${places})`);
  return {
    insert: (row) => statement.run(columns.map((column) => row[column])),
    dispose: () => void statement.free(),
  };
}
