import { formatByteSize } from "../../core/base/byte-size.ts";
import type { PrunedRun, PruneReport } from "../../core/protocol/engine-api.ts";
import { toLine, type Look } from "./look.ts";
import { runCells, runColumns } from "./run-cells.ts";
import { tableLines, type Cell, type Column } from "./table.ts";
import { age, fromIso } from "./time-of-day.ts";

const columns: readonly Column[] = [
  ...runColumns,
  { title: "ended" },
  { title: "size", align: "right" },
  { title: "because of" },
];

/** What has gone, or would go, and how much that frees. */
export function pruneLines({ isDryRun, runs, keptRuns, freedBytes, cache }: PruneReport, nowUs: number, look: Look): readonly string[] {
  const ids = runs.map(({ flowRun }) => flowRun.id);
  const rows = runs.map((run) => rowOf(run, ids, nowUs, look));
  const would = isDryRun ? "would go" : "deleted";
  const cached = cache.files === 0 ? "" : `; ${countOf(cache.records, "cached result")} in ${countOf(cache.files, "file")}, ${formatByteSize(cache.freedBytes)}`;
  const total = `${countOf(runs.length, "run")} ${would}, ${formatByteSize(freedBytes)}${cached}; ${countOf(keptRuns, "run")} kept.`;
  return [...(rows.length === 0 ? [] : tableLines(columns, rows, look)), toLine(look, [{ text: total, paint: "dim" }])];
}

function rowOf({ flowRun, sizeBytes, reason }: PrunedRun, ids: readonly string[], nowUs: number, look: Look): readonly Cell[] {
  return [
    ...runCells(flowRun, ids, look),
    { text: age(fromIso(flowRun.state.timestamp), nowUs), paint: "dim" },
    formatByteSize(sizeBytes),
    { text: reason, paint: "dim" },
  ];
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
