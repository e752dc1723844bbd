import type { EventDocument } from "../../../core/protocol/run-document.ts";
import type { RowColumns } from "./insert-row.ts";

export const eventColumns: RowColumns<"events", { readonly rootRunId: string; readonly event: EventDocument }> = {
  id: ({ event }) => event.id,
  root_run_id: ({ rootRunId }) => rootRunId,
  flow_run_id: ({ event }) => event.flowRunId,
  task_run_id: ({ event }) => event.taskRunId,
  event: ({ event }) => event.event,
  resource: ({ event }) => JSON.stringify(event.resource),
  payload: ({ event }) => JSON.stringify(event.payload),
  time: ({ event }) => event.timestamp,
};
