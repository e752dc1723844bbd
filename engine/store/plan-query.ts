/**
 * What a statement looks at, by SQLite's own plan of it: the tables, columns and indexes that its program opens. The history
 * of years has a million task runs of thirty columns; a question is about some of these.
 */
import type { Database, SqlValue } from "sql.js";
import { columnsOf, indexesOf, keyIndexOf, tableNames, type TableName } from "./schema.ts";

export interface NeededTable {
  readonly columns: ReadonlySet<string>;
  /** Names of indexes, `keyIndexOf` included. */
  readonly indexes: ReadonlySet<string>;
}

/** `database` has all tables and indexes (`wholeSchema`) and answers the statement. */
export function planQuery(database: Database, sql: string): ReadonlyMap<TableName, NeededTable> {
  const needed = new Map<TableName, { readonly columns: Set<string>; readonly indexes: Set<string> }>();
  const noted = (table: TableName): { readonly columns: Set<string>; readonly indexes: Set<string> } => {
    const known = needed.get(table) ?? { columns: new Set<string>(), indexes: new Set<string>() };
    needed.set(table, known);
    return known;
  };
  const roots = rootsOf(database);
  // A cursor may be opened again on another index of its table.
  const cursors = new Map<number, Set<Root>>();
  const program = programOf(database, sql);
  // Rows that are counted and not looked at: whatever the plan counts them by, the table does as well.
  const counted = new Set(program.filter(({ opcode }) => opcode === "Count").map(({ p1 }) => p1));
  for (const { opcode, p1, p2 } of program) {
    if (opcode !== "OpenRead" && opcode !== "ReopenIdx") continue;
    const root = roots.get(p2);
    if (root === undefined) continue;
    const table = noted(root.table);
    if (root.index !== null && !counted.has(p1)) {
      table.indexes.add(root.index);
      for (const column of root.columns) table.columns.add(column);
    }
    cursors.set(p1, (cursors.get(p1) ?? new Set()).add(root));
  }
  for (const { opcode, p1, p2 } of program) {
    if (opcode !== "Column") continue;
    for (const root of cursors.get(p1) ?? []) {
      const column = root.columns[p2];
      if (column !== undefined) noted(root.table).columns.add(column);
    }
  }
  return needed;
}

interface Root {
  readonly table: TableName;
  readonly index: string | null;
  /** In the order in which the program numbers them. */
  readonly columns: readonly string[];
}

/** Tables and indexes by the page that they begin at, which is how a program names them. */
function rootsOf(database: Database): ReadonlyMap<number, Root> {
  const roots = new Map<number, Root>();
  const pages = new Map(rowsOf(database, "SELECT name, rootpage FROM sqlite_schema").map(([name, page]) => [String(name), Number(page)]));
  const note = (name: string, root: Root): void => {
    const page = pages.get(name);
    if (page !== undefined) roots.set(page, root);
  };
  for (const table of tableNames) {
    note(table, { table, index: null, columns: columnsOf(table) });
    note(keyIndexOf(table), { table, index: keyIndexOf(table), columns: ["id"] });
    for (const [index, column] of indexesOf(table)) note(index, { table, index, columns: [column] });
  }
  return roots;
}

interface Instruction {
  readonly opcode: string;
  readonly p1: number;
  readonly p2: number;
}

function programOf(database: Database, sql: string): readonly Instruction[] {
  // Columns of EXPLAIN: addr, opcode, p1, p2, p3, p4, p5, comment.
  return rowsOf(database, `EXPLAIN ${sql}`).map(([, opcode, p1, p2]) => ({ opcode: String(opcode), p1: Number(p1), p2: Number(p2) }));
}

function rowsOf(database: Database, sql: string): readonly SqlValue[][] {
  return database.exec(sql)[0]?.values ?? [];
}
