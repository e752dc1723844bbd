import { RunNotFoundError } from "../../../core/protocol/errors.ts";
import { toTaskRunDocument } from "../../../core/protocol/to-document.ts";
import { taskNumber } from "../../../core/records/run-ids.ts";
import { showPosition } from "../../runs/picture/places.ts";
import { artifactsOf } from "../../runs/history/artifacts-of.ts";
import { valuesOf } from "../../runs/history/value-source.ts";
import type { RequestHandler } from "../request-handler.ts";

export const taskRun: RequestHandler<"millrace/taskRun"> = (engine, { runId, taskRunId }) => {
  const { view, place } = engine.book.viewOf(runId);
  const number = taskNumber(runId, taskRunId);
  const run = number === undefined ? undefined : view.taskRuns.get(number);
  if (run === undefined) throw new RunNotFoundError(`There is no task run ${taskRunId} in this run.`);
  const showValue = valuesOf(place.directory, view);
  const document = toTaskRunDocument({ view, logs: [], showValue }, run);
  const { definition, callSite } = document;
  const folders = engine.foldersOf(place);
  return {
    ...document,
    artifacts: artifactsOf(view, showValue, ({ task }) => task === run.task),
    definition: definition === null ? null : showPosition(folders, definition),
    callSite: callSite === null ? null : showPosition(folders, callSite),
  };
};
