import { toIso } from "../../../core/base/clock.ts";
import type { FlowRunDocument } from "../../../core/protocol/run-document.ts";
import type { RunRequest } from "../../../core/protocol/run-request.ts";
import { toFlowRunDocument, toTaskRunDocument } from "../../../core/protocol/to-document.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import type { RunDirectory } from "./run-directories.ts";
import { valuesOf } from "./value-source.ts";

/** The whole of a run as one line of a list: its root flow run or, outside a flow, its task run. */
export function rootDocument(place: RunDirectory, request: RunRequest | undefined, view: RunView, problem: string | undefined): FlowRunDocument {
  const source = { view, logs: [], showValue: valuesOf(place.directory, view), ...(problem === undefined ? {} : { problem }) };
  const flowRun = view.flowRuns.get(0);
  if (flowRun !== undefined) return { ...toFlowRunDocument(source, flowRun), ...importOf(request) };
  const empty = requestedDocument(place, request, problem);
  const taskRun = [...view.taskRuns.values()].find((task) => task.parent === null);
  if (taskRun === undefined) return empty;
  const { name, task, definition, inputs, state, states, attempt, startTime, endTime, totalRunTimeMs, tags } = toTaskRunDocument(source, taskRun);
  const file = view.definitions.get(taskRun.def)?.file ?? null;
  return { ...empty, name, flow: task, file, definition, parameters: inputs, state, states, attempt, startTime, endTime, totalRunTimeMs, tags };
}

export function importOf(request: RunRequest | undefined): Pick<FlowRunDocument, "imported"> {
  return request?.imported === undefined ? {} : { imported: { timestamp: toIso(request.imported.at), file: request.imported.file } };
}

/** A run that has written nothing yet, as it was asked for. */
function requestedDocument(place: RunDirectory, request: RunRequest | undefined, problem: string | undefined): FlowRunDocument {
  const timestamp = request === undefined ? `${place.date}T00:00:00.000000Z` : toIso(request.createdAt);
  return {
    id: place.id,
    name: request?.name ?? place.id,
    flow: request?.flowName ?? "",
    version: null,
    file: null,
    definition: null,
    parameters: {},
    state: { id: `${place.id}:0`, type: "PENDING", name: "Pending", message: null, timestamp },
    states: [],
    attempt: 1,
    expectedStartTime: timestamp,
    startTime: null,
    endTime: null,
    totalRunTimeMs: 0,
    parentTaskRunId: null,
    parentRunId: null,
    rootRunId: place.id,
    rerunOf: request?.retryOf ?? null,
    rerunFrom: null,
    deployment: null,
    tags: [],
    pause: null,
    ...importOf(request),
    ...(problem === undefined ? {} : { problem }),
  };
}
