import type { ArtifactDocument } from "../../../core/protocol/run-document.ts";
import type { RowColumns } from "./insert-row.ts";

export const artifactColumns: RowColumns<"artifacts", { readonly rootRunId: string; readonly artifact: ArtifactDocument }> = {
  id: ({ artifact }) => artifact.id,
  root_run_id: ({ rootRunId }) => rootRunId,
  flow_run_id: ({ artifact }) => artifact.flowRunId,
  task_run_id: ({ artifact }) => artifact.taskRunId,
  key: ({ artifact }) => artifact.key,
  type: ({ artifact }) => artifact.type,
  data: ({ artifact }) => JSON.stringify(artifact.data),
  description: ({ artifact }) => artifact.description,
  created_time: ({ artifact }) => artifact.createdTime,
  updated_time: ({ artifact }) => artifact.updatedTime,
  superseded: ({ artifact }) => (artifact.superseded === true ? 1 : 0),
};
