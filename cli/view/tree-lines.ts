import { formatDuration } from "../../core/base/duration.ts";
import { markOf, type Icons } from "./icons.ts";
import { toLine, type Look, type Segment } from "./look.ts";
import type { TreeRun } from "./run-tree.ts";
import { cut, oneLine, padEnd, padStart, summaryLine, widthOf } from "./text.ts";
import type { GroupCounts, GroupRow, TreeRow } from "./tree-rows.ts";

const widestName = 44;
const narrowestName = 16;
const durationWidth = 7;
const barWidth = 14;

/** Rows as lines in three columns: what it is, how long it took, what there is to say. */
export function treeLines(rows: readonly TreeRow[], look: Look): readonly string[] {
  const limit = Math.max(narrowestName, Math.min(widestName, Math.floor(look.columns * 0.45)));
  const nameWidth = Math.min(limit, Math.max(0, ...rows.map((row) => widthOf(nameOf(row)) + indentOf(row))));
  return rows.map((row) => {
    if (row.kind === "hidden") return toLine(look, [" ".repeat(indentOf(row) - 2), dim(`${look.icons.ellipsis} ${row.count} more`)]);
    const name = cut(nameOf(row), nameWidth - indentOf(row), look.icons.ellipsis);
    return toLine(look, [
      " ".repeat(row.depth * 2),
      iconOf(row, look.icons),
      " ",
      ...named(row, name),
      padEnd("", nameWidth - indentOf(row) - widthOf(name) + 2),
      dim(padStart(durationOf(row), durationWidth)),
      ...detailOf(row, look),
    ]);
  });
}

/** Counts by kind with their icons; those of zero are left out. */
export function countSegments(counts: GroupCounts, icons: Icons): readonly Segment[] {
  const parts: [number, Segment][] = [
    [counts.completed, { text: `${icons.completed} ${counts.completed}`, paint: "green" }],
    [counts.active, { text: `${icons.running} ${counts.active}`, paint: "cyan" }],
    [counts.pending, dim(`${icons.pending} ${counts.pending}`)],
    [counts.failed, { text: `${icons.failed} ${counts.failed}`, paint: "red" }],
    [counts.stopped, { text: `${icons.stopped} ${counts.stopped}`, paint: "yellow" }],
  ];
  return parts.filter(([count]) => count > 0).flatMap(([, segment], index) => (index === 0 ? [segment] : ["  ", segment]));
}

function nameOf(row: TreeRow): string {
  if (row.kind === "hidden") return "";
  if (row.kind === "group") return oneLine(row.title);
  const { title, runName } = row.run;
  return runName === "" || runName === title ? oneLine(title) : `${oneLine(title)}  ${oneLine(runName)}`;
}

/** The flow's name stands out, its run's name stands back. */
function named(row: TreeRow, shown: string): readonly Segment[] {
  if (row.kind !== "run" || row.run.kind === "task") return [shown];
  const title = oneLine(row.run.title);
  if (!shown.startsWith(title)) return [{ text: shown, paint: "bold" }];
  return [{ text: title, paint: "bold" }, dim(shown.slice(title.length))];
}

function indentOf(row: TreeRow): number {
  return row.depth * 2 + 2;
}

function iconOf(row: TreeRow, icons: Icons): Segment {
  const mark = row.kind === "run" ? markOf(row.run.state) : row.kind === "group" ? groupMark(row) : undefined;
  return mark === undefined ? " " : { text: icons[mark.icon], paint: mark.paint };
}

function groupMark({ counts }: GroupRow): ReturnType<typeof markOf> {
  if (counts.active > 0) return markOf({ type: "RUNNING", name: "Running" });
  if (counts.failed > 0) return markOf({ type: "FAILED", name: "Failed" });
  if (counts.pending > 0) return markOf({ type: "PENDING", name: "Pending" });
  return counts.stopped > 0 ? markOf({ type: "CANCELLED", name: "Cancelled" }) : markOf({ type: "COMPLETED", name: "Completed" });
}

function durationOf(row: TreeRow): string {
  const durationMs = row.kind === "run" ? row.run.durationMs : row.kind === "group" ? row.durationMs : null;
  return durationMs === null ? "" : formatDuration(Math.round(durationMs));
}

function detailOf(row: TreeRow, look: Look): readonly Segment[] {
  if (row.kind === "group") return ["   ", ...bar(row.counts, look.icons), "  ", ...countSegments(row.counts, look.icons)];
  if (row.kind === "hidden") return [];
  const parts = describe(row.run);
  return parts.flatMap((part) => ["   ", part]);
}

function describe(run: TreeRun): readonly Segment[] {
  const parts: Segment[] = [];
  const { state } = run;
  const retryIn = run.retryInMs;
  if (retryIn !== null) parts.push({ text: `attempt ${run.attempt + 1} in ${formatDuration(Math.round(retryIn))}`, paint: "yellow" });
  else if (run.attempt > 1) parts.push(dim(`attempt ${run.attempt}`));
  if (!isPlain(run) && retryIn === null) parts.push({ text: state.name, paint: markOf(state).paint });
  if (run.message !== "") {
    const isFailure = state.type === "FAILED" || state.type === "CRASHED";
    parts.push({ text: summaryLine(run.message), paint: isFailure ? "red" : "dim" });
  }
  return parts;
}

/** Whether the icon says all that the state's name would. */
function isPlain({ state }: TreeRun): boolean {
  return ["Running", "Retrying", "Completed", "Failed", "Pending", "Scheduled"].includes(state.name);
}

function bar(counts: GroupCounts, icons: Icons): readonly Segment[] {
  const total = counts.completed + counts.active + counts.pending + counts.failed + counts.stopped;
  const share = (count: number): number => Math.floor((count / total) * barWidth);
  const failed = counts.failed === 0 ? 0 : Math.max(1, share(counts.failed));
  const completed = Math.min(share(counts.completed), barWidth - failed);
  const left = barWidth - failed - completed;
  const parts: [string, number, "green" | "red" | "dim"][] = [
    [icons.barDone, completed, "green"],
    [icons.barDone, failed, "red"],
    [icons.barLeft, left, "dim"],
  ];
  return parts.filter(([, length]) => length > 0).map(([glyph, length, paint]) => ({ text: glyph.repeat(length), paint }));
}

function dim(text: string): Segment {
  return { text, paint: "dim" };
}
