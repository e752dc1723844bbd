import type { Database, SqlValue } from "sql.js";

/** The first column of what a query answers. */
export function readColumn(database: Database, sql: string, values: readonly SqlValue[] = []): readonly SqlValue[] {
  const statement = database.prepare(sql, [...values]);
  try {
    const found: SqlValue[] = [];
    while (statement.step()) found.push(statement.get()[0] ?? null);
    return found;
  } finally {
    statement.free();
  }
}
