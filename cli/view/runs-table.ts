import { formatDuration } from "../../core/base/duration.ts";
import type { FlowRunDocument } from "../../core/protocol/run-document.ts";
import { toLine, type Look } from "./look.ts";
import { runCells, runColumns } from "./run-cells.ts";
import { tableLines, type Cell, type Column } from "./table.ts";
import { age, fromIso } from "./time-of-day.ts";

export interface RunsTableOptions {
  /** All ids there are, so that a short one names one run alone. */
  readonly ids: readonly string[];
  readonly nowUs: number;
  readonly isFiltered: boolean;
}

const columns: readonly Column[] = [
  ...runColumns,
  { title: "started" },
  { title: "duration", align: "right" },
];

/** Runs as a table, in the order given. */
export function runsLines(runs: readonly FlowRunDocument[], { ids, nowUs, isFiltered }: RunsTableOptions, look: Look): readonly string[] {
  if (runs.length === 0) {
    const text = isFiltered ? "No run fits. millrace runs lists all." : "No runs yet. millrace run <file> makes one.";
    return [toLine(look, [{ text, paint: "dim" }])];
  }
  const rows = runs.map((run): Cell[] => [...runCells(run, ids, look), { text: startedText(run, nowUs), paint: "dim" }, durationText(run, nowUs)]);
  const problems = runs.filter((run) => run.problem !== undefined).map((run) => `${run.name}: ${run.problem}`);
  return [...tableLines(columns, rows, look), ...problems.map((text) => toLine(look, [{ text, paint: "yellow" }]))];
}

function startedText(run: FlowRunDocument, nowUs: number): string {
  return run.startTime === null ? "" : age(fromIso(run.startTime), nowUs);
}

function durationText(run: FlowRunDocument, nowUs: number): string {
  const isRunning = run.state.type === "RUNNING";
  // Of one with a problem nobody here knows whether it still goes on.
  if (run.startTime === null || (isRunning && run.problem !== undefined)) return "";
  const runningUs = isRunning ? Math.max(0, nowUs - fromIso(run.state.timestamp)) : 0;
  return formatDuration(Math.round(run.totalRunTimeMs + runningUs / 1_000));
}
