import type { RunRecord } from "./run-record.ts";
import type { RunView } from "./run-view.ts";

/** The numbers of the runs that records have told of since somebody last emptied the sets. */
export interface TouchedRuns {
  tasks: Set<number>;
  flowRuns: Set<number>;
}

/** Notes which runs a record tells of. `view`: the run as it was before the record. */
export function touch(touched: TouchedRuns, record: RunRecord, { flowRuns, artifacts }: Pick<RunView, "flowRuns" | "artifacts">): void {
  switch (record.k) {
    case "task":
    case "start":
    case "done":
    case "reuse":
      touched.tasks.add(record.task);
      return;
    case "superseded":
      for (const task of record.tasks) touched.tasks.add(task);
      return;
    case "input":
      touched.flowRuns.add(record.run);
      return;
    case "held":
      touched.flowRuns.add(0);
      return;
    case "artifact":
    case "artifactSet": {
      const { task, run } = record.k === "artifact" ? record : (artifacts.get(record.artifact) ?? {});
      if (task != null) touched.tasks.add(task);
      // Where all of a flow run's artifacts are shown, those of its tasks are too.
      if (run != null) touched.flowRuns.add(run);
      return;
    }
    case "flow":
    case "attempt":
    case "state":
    case "item":
    case "set": {
      if (record.k !== "attempt" && record.task !== undefined) touched.tasks.add(record.task);
      if (record.run === undefined) return;
      touched.flowRuns.add(record.run);
      // F3: what happens to it happens to the task run that tracks it.
      const tracking = flowRuns.get(record.run)?.trackingTask ?? null;
      if (tracking !== null) touched.tasks.add(tracking);
      return;
    }
    default:
      return;
  }
}
