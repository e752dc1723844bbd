import type { Clock } from "../../core/base/clock.ts";
import type { LogLine, OutputLine } from "../../core/protocol/editor-api.ts";
import type { LogRecord } from "../../core/records/log-record.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { LiveRun } from "../runs/watching/live-run.ts";
import { Pace } from "../runs/watching/pace.ts";
import type { EnginePorts } from "./engine-ports.ts";

const outputGapMs = 50;
/** Of one run in one notification: an editor shows so many, and the log has all. */
const mostOutputLines = 2_000;

/** Turns what runs log into what the editor shows of it. */
export class EventRelay {
  readonly #send: EnginePorts["send"];
  readonly #pace: Pace;
  #output: OutputLine[] = [];
  #dropped = 0;

  constructor(clock: Clock, send: EnginePorts["send"]) {
    this.#send = send;
    this.#pace = new Pace(clock, outputGapMs, () => this.#tellOutput());
  }

  logged(run: LiveRun, from: number, records: readonly LogRecord[]): void {
    const { view, identity } = run;
    this.#send("millrace/logged", { runId: identity.id, from, lines: records.map((record) => toLogLine(view, record)) });
  }

  output(run: LiveRun, records: readonly LogRecord[]): void {
    const { flow, name } = run.summary();
    for (const record of records) {
      if (this.#output.length >= mostOutputLines) {
        this.#dropped += 1;
        continue;
      }
      const task = record.task === undefined ? undefined : run.view.taskRuns.get(record.task)?.name;
      this.#output.push({ level: record.level, category: `${flow}#${name}${task === undefined ? "" : `/${task}`}`, message: record.message });
    }
    this.#pace.soon();
  }

  #tellOutput(): void {
    if (this.#output.length === 0) return;
    const lines = this.#output;
    if (this.#dropped > 0) lines.push({ level: "warn", category: "millrace", message: `${this.#dropped} more lines are in the runs' logs.` });
    this.#output = [];
    this.#dropped = 0;
    this.#send("millrace/output", { lines });
  }
}

/** A line of a run's log, with who wrote it. */
export function toLogLine(view: RunView, { at, level, message, run, task }: LogRecord): LogLine {
  const flowRun = run === undefined ? undefined : view.flowRuns.get(run);
  const taskRun = task === undefined ? undefined : view.taskRuns.get(task);
  const flow = flowRun === undefined ? undefined : view.definitions.get(flowRun.def)?.name;
  return { at, level, message, flowRun: run ?? -1, task: task ?? -1, source: taskRun?.name ?? flow ?? "" };
}
