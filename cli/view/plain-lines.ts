/**
 * Progress for a log file or a CI system: one line for each change of state, none ever taken back.
 */
import { formatDuration } from "../../core/base/duration.ts";
import type { FlowRunView, RunView, TaskRunView } from "../../core/records/run-view.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { markOf } from "./icons.ts";
import { toLine, type Look } from "./look.ts";
import { oneLine, padEnd, summaryLine } from "./text.ts";
import { timeOfDay } from "./time-of-day.ts";

/** Gives at each call the lines for the states that came since the last one, in the order of time. */
export class PlainLines {
  readonly #look: Look;
  readonly #seen = new Map<string, number>();

  constructor(look: Look) {
    this.#look = look;
  }

  next(view: RunView): readonly string[] {
    const changes: Change[] = [];
    for (const flow of view.flowRuns.values()) this.#collect(changes, `r${flow.run}`, flow, view);
    for (const task of view.taskRuns.values()) {
      // A child flow run's states are told under its own name.
      if (task.childRun === null) this.#collect(changes, `t${task.task}`, task, view);
    }
    return changes.sort((a, b) => a.state.at - b.state.at).map((change) => changeLine(change, this.#look));
  }

  #collect(changes: Change[], key: string, run: FlowRunView | TaskRunView, view: RunView): void {
    const seen = this.#seen.get(key) ?? 0;
    if (seen === run.states.length) return;
    this.#seen.set(key, run.states.length);
    run.states.slice(seen).forEach((state, offset) => {
      if (state.name !== "Pending") changes.push({ run, state, previous: run.states[seen + offset - 1], view });
    });
  }
}

interface Change {
  readonly run: FlowRunView | TaskRunView;
  readonly state: RunState;
  readonly previous: RunState | undefined;
  readonly view: RunView;
}

function changeLine({ run, state, previous, view }: Change, look: Look): string {
  const flowRun = "trackingTask" in run ? run : view.flowRuns.get(run.run ?? 0);
  const what = "trackingTask" in run ? (view.definitions.get(run.def)?.name ?? "flow") : run.name;
  const durationMs = previous?.type === "RUNNING" ? (state.at - previous.at) / 1_000 : null;
  const mark = markOf(state);
  return toLine({ ...look, columns: Infinity }, [
    { text: timeOfDay(state.at, look.utcOffsetMinutes, "ms"), paint: "dim" },
    "  ",
    { text: flowRun?.name ?? "", paint: "dim" },
    "  ",
    padEnd(oneLine(what), 20),
    "  ",
    { text: `${look.icons[mark.icon]} ${padEnd(state.name, 10)}`, paint: mark.paint },
    ...(durationMs === null ? [] : ["  ", formatDuration(Math.round(durationMs))]),
    ...(noteOf(state) === "" ? [] : ["  ", summaryLine(noteOf(state))]),
  ]);
}

function noteOf(state: RunState): string {
  if (state.type === "FAILED" || state.type === "CRASHED") return state.error?.message ?? state.message ?? "";
  return state.type === "COMPLETED" || state.type === "RUNNING" ? "" : (state.message ?? state.why ?? "");
}
