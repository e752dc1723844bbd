/**
 * Progress for a log file or a CI system: a line for each change of state and each log line, none ever taken back.
 */
import { formatDuration } from "../../core/base/duration.ts";
import type { LogDocument } from "../../core/protocol/run-document.ts";
import type { PauseSchemas } from "../../core/protocol/to-pause-document.ts";
import { currentState } from "../../core/records/fold.ts";
import { taskNumber } from "../../core/records/run-ids.ts";
import type { FlowRunView, RunView, TaskRunView } from "../../core/records/run-view.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { failureText } from "./failure-text.ts";
import { markOf } from "./icons.ts";
import { messageLines, withLevelPaint } from "./log-lines.ts";
import { toLine, type Look, type Segment } from "./look.ts";
import { oneLine, padEnd, summaryLine } from "./text.ts";
import { fromIso, timeOfDay } from "./time-of-day.ts";
import { waitLines } from "./wait-lines.ts";

/** Gives at each call the lines for what came since the last one, states and log lines in the order of time; without what people are asked where `pauseSchemas` is `null`. What is older than `sinceUs` is left out. */
export class PlainLines {
  readonly #look: Look;
  readonly #sinceUs: number;
  readonly #seen = new Map<string, number>();

  constructor(look: Look, sinceUs: number) {
    this.#look = { ...look, columns: Infinity };
    this.#sinceUs = sinceUs;
  }

  next(view: RunView, logs: readonly LogDocument[], pauseSchemas: PauseSchemas | null = new Map()): readonly string[] {
    const entries: Entry[] = logs.map((line) => this.#logEntry(line, view));
    for (const flow of view.flowRuns.values()) this.#collect(entries, `r${flow.run}`, flow, view, pauseSchemas);
    for (const task of view.taskRuns.values()) {
      // A child flow run's states are told under its own name.
      if (task.childRun === null) this.#collect(entries, `t${task.task}`, task, view, pauseSchemas);
    }
    return entries
      .filter(({ at }) => at >= this.#sinceUs)
      .sort((a, b) => a.at - b.at)
      .flatMap(({ lines }) => lines);
  }

  #collect(entries: Entry[], key: string, run: FlowRunView | TaskRunView, view: RunView, pauseSchemas: PauseSchemas | null): void {
    const seen = this.#seen.get(key) ?? 0;
    if (seen === run.states.length) return;
    this.#seen.set(key, run.states.length);
    run.states.slice(seen).forEach((state, offset) => {
      if (state.name === "Pending") return;
      const segments = stateSegments(state, run.states[seen + offset - 1], this.#look);
      const asked = isFlowRun(run) && state === currentState(run) && pauseSchemas !== null ? waitLines(view, run, this.#look, state.at, pauseSchemas) : [];
      entries.push({ at: state.at, lines: [this.#line(state.at, run, view, segments), ...asked] });
    });
  }

  #logEntry(line: LogDocument, view: RunView): Entry {
    const at = fromIso(line.timestamp);
    const task = line.taskRunId === null ? undefined : view.taskRuns.get(taskNumber(view.open?.id ?? "", line.taskRunId) ?? -1);
    const run = task ?? [...view.flowRuns.values()].find(({ id }) => id === line.flowRunId);
    const lines = messageLines(line).map((text) => this.#line(at, run, view, [withLevelPaint(line.level, text)]));
    return { at, lines };
  }

  /** Time, the flow run's name, the task run's name or the flow's, and what there is to say. */
  #line(at: number, run: FlowRunView | TaskRunView | undefined, view: RunView, segments: readonly Segment[]): string {
    const isFlow = run !== undefined && isFlowRun(run);
    const flowRun = isFlow ? run : view.flowRuns.get(run?.run ?? 0);
    const what = isFlow ? (view.definitions.get(run.def)?.name ?? "flow") : (run?.name ?? "");
    return toLine(this.#look, [
      { text: timeOfDay(at, this.#look.utcOffsetMinutes, "ms"), paint: "dim" },
      "  ",
      { text: oneLine(flowRun?.name ?? ""), paint: "dim" },
      "  ",
      padEnd(oneLine(what), 20),
      "  ",
      ...segments,
    ]);
  }
}

function isFlowRun(run: FlowRunView | TaskRunView): run is FlowRunView {
  return "trackingTask" in run;
}

interface Entry {
  readonly at: number;
  readonly lines: readonly string[];
}

function stateSegments(state: RunState, previous: RunState | undefined, look: Look): readonly Segment[] {
  const mark = markOf(state);
  const durationMs = previous?.type === "RUNNING" ? (state.at - previous.at) / 1_000 : null;
  const note = summaryLine(noteOf(state));
  return [
    { text: `${look.icons[mark.icon]} ${padEnd(state.name, 10)}`, paint: mark.paint },
    ...(durationMs === null ? [] : ["  ", formatDuration(Math.round(durationMs))]),
    ...(note === "" ? [] : ["  ", note]),
  ];
}

function noteOf(state: RunState): string {
  // Nothing has happened that it would be a line of, and the ending tells it.
  if (state.type === "FAILED" && state.error?.code === "MILLRACE_PARAMETERS") return "";
  if (state.type === "FAILED" || state.type === "CRASHED") return failureText(state.message, state.error?.message);
  return state.type === "COMPLETED" || state.type === "RUNNING" ? "" : (state.message ?? state.why ?? "");
}
