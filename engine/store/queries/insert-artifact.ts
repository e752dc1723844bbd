import type { ArtifactDocument } from "../../../core/protocol/run-document.ts";
import type { Row } from "./insert-row.ts";

export const artifactColumns = [
  "id",
  "root_run_id",
  "flow_run_id",
  "task_run_id",
  "key",
  "type",
  "data",
  "description",
  "created_time",
  "updated_time",
  "superseded",
] as const;

export function artifactRow(rootRunId: string, artifact: ArtifactDocument): Row<(typeof artifactColumns)[number]> {
  return {
    id: artifact.id,
    root_run_id: rootRunId,
    flow_run_id: artifact.flowRunId,
    task_run_id: artifact.taskRunId,
    key: artifact.key,
    type: artifact.type,
    data: JSON.stringify(artifact.data),
    description: artifact.description,
    created_time: artifact.createdTime,
    updated_time: artifact.updatedTime,
    superseded: artifact.superseded === true ? 1 : 0,
  };
}
