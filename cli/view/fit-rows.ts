import type { HiddenRow, TreeRow } from "./tree-rows.ts";

/**
 * The rows that matter most, in their order, at most `limit` of them. What is over goes first, then what waits; of
 * equals the latest stay. A row is never kept without the ones it hangs on. The last row says how many are hidden.
 */
export function fitRows(rows: readonly TreeRow[], limit: number): readonly TreeRow[] {
  if (rows.length <= limit) return rows;
  const room = Math.max(0, limit - 1);
  const kept = rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => b.row.rank - a.row.rank || a.row.depth - b.row.depth || b.index - a.index)
    .slice(0, room)
    .sort((a, b) => a.index - b.index)
    .map(({ row }) => row);
  const hidden: HiddenRow = { kind: "hidden", count: rows.length - kept.length, depth: 1, rank: 0 };
  return [...kept, hidden];
}
