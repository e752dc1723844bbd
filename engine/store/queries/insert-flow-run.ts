import type { FlowRunDocument, RunDocument } from "../../../core/protocol/run-document.ts";
import { durationMs, jsonOrNull } from "./columns.ts";
import type { RowColumns } from "./insert-row.ts";

export type FlowRunSubject = Pick<RunDocument, "result" | "error"> & { readonly flowRun: FlowRunDocument };

export const flowRunColumns: RowColumns<"flow_runs", FlowRunSubject> = {
  id: ({ flowRun }) => flowRun.id,
  root_run_id: ({ flowRun }) => flowRun.rootRunId,
  parent_task_run_id: ({ flowRun }) => flowRun.parentTaskRunId,
  parent_run_id: ({ flowRun }) => flowRun.parentRunId,
  name: ({ flowRun }) => flowRun.name,
  flow: ({ flowRun }) => flowRun.flow,
  version: ({ flowRun }) => flowRun.version,
  file: ({ flowRun }) => flowRun.file,
  definition: ({ flowRun }) => flowRun.definition,
  state_type: ({ flowRun }) => flowRun.state.type,
  state_name: ({ flowRun }) => flowRun.state.name,
  state_message: ({ flowRun }) => flowRun.state.message,
  state_time: ({ flowRun }) => flowRun.state.timestamp,
  states: ({ flowRun }) => JSON.stringify(flowRun.states),
  parameters: ({ flowRun }) => JSON.stringify(flowRun.parameters),
  result: ({ result }) => jsonOrNull(result),
  error: ({ error }) => jsonOrNull(error),
  attempt: ({ flowRun }) => flowRun.attempt,
  items: ({ flowRun }) => flowRun.items?.count ?? null,
  tags: ({ flowRun }) => JSON.stringify(flowRun.tags),
  expected_start_time: ({ flowRun }) => flowRun.expectedStartTime,
  start_time: ({ flowRun }) => flowRun.startTime,
  end_time: ({ flowRun }) => flowRun.endTime,
  duration_ms: ({ flowRun }) => durationMs(flowRun),
  run_time_ms: ({ flowRun }) => flowRun.totalRunTimeMs,
  superseded: ({ flowRun }) => (flowRun.superseded === true ? 1 : 0),
  problem: ({ flowRun }) => flowRun.problem ?? null,
};
