import type { LogQuery } from "../../../core/protocol/editor-api.ts";
import { logLevels, type LogRecord } from "../../../core/records/log-record.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import { LogTail } from "../../runs/log-tail.ts";
import { toLogLine } from "../event-relay.ts";
import type { RequestHandler } from "../request-handler.ts";

const mostLines = 5_000;

export const logs: RequestHandler<"millrace/logs"> = (engine, query) => {
  const { view, place } = engine.book.viewOf(query.runId);
  const all = engine.book.logOf(query.runId) ?? new LogTail(runPaths(place.directory).log).read();
  const wanted = filterLog(view, all, query);
  const lines = wanted.slice(query.from, query.from + Math.min(query.limit, mostLines));
  return { total: wanted.length, lines: lines.map((record) => toLogLine(view, record)) };
};

/** What was logged at a level or above, inside of what is asked for. */
export function filterLog(view: RunView, all: readonly LogRecord[], { task, flowRun, level }: Pick<LogQuery, "task" | "flowRun" | "level">): readonly LogRecord[] {
  const least = logLevels.indexOf(level);
  if (least === 0 && task === null && flowRun === null) return all;
  const isInside = insideOf(view, task, flowRun);
  return all.filter((record) => logLevels.indexOf(record.level) >= least && isInside(record));
}

function insideOf(view: RunView, task: number | null, flowRun: number | null): (record: LogRecord) => boolean {
  const tasks = new Map<number, boolean>();
  const flowRuns = new Map<number, boolean>();
  const isInTask = (number: number): boolean => {
    const known = tasks.get(number);
    if (known !== undefined) return known;
    const run = view.taskRuns.get(number);
    const answer = number === task || (run !== undefined && ((run.parent !== null && isInTask(run.parent)) || (run.run !== null && isInFlowRun(run.run))));
    tasks.set(number, answer);
    return answer;
  };
  const isInFlowRun = (number: number): boolean => {
    const known = flowRuns.get(number);
    if (known !== undefined) return known;
    const tracking = view.flowRuns.get(number)?.trackingTask ?? null;
    const answer = number === flowRun || (tracking !== null && isInTask(tracking));
    flowRuns.set(number, answer);
    return answer;
  };
  if (task === null && flowRun === null) return () => true;
  return ({ task: inTask, run }) => (inTask !== undefined && isInTask(inTask)) || (run !== undefined && isInFlowRun(run));
}
