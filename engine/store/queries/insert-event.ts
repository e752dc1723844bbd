import type { EventDocument } from "../../../core/protocol/run-document.ts";
import type { Row } from "./insert-row.ts";

export const eventColumns = ["id", "root_run_id", "flow_run_id", "task_run_id", "event", "resource", "payload", "time"] as const;

export function eventRow(rootRunId: string, event: EventDocument): Row<(typeof eventColumns)[number]> {
  return {
    id: event.id,
    root_run_id: rootRunId,
    flow_run_id: event.flowRunId,
    task_run_id: event.taskRunId,
    event: event.event,
    resource: JSON.stringify(event.resource),
    payload: JSON.stringify(event.payload),
    time: event.timestamp,
  };
}
