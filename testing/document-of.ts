import type { FlowRunDocument, RunDocument } from "../core/protocol/run-document.ts";
import { toRunDocument } from "../core/protocol/to-document.ts";
import { foldRecords } from "../core/records/fold.ts";
import type { LogRecord } from "../core/records/log-record.ts";
import { readRecords } from "../journal/run-reader.ts";
import { showStored } from "../journal/show-value.ts";
import type { RootRun } from "../sdk/run/root-run.ts";

/** A run in memory as `millrace run --json` would give it. */
export function documentOf(root: RootRun): RunDocument {
  const { storage } = root;
  const view = foldRecords(readRecords(Buffer.from(storage.readRecords())).records);
  const source = {
    getResult: (name: string) => storage.getResult(name),
    resultOf: (task: number) => {
      const completed = view.taskRuns.get(task)?.states.findLast((state) => state.type === "COMPLETED");
      return completed?.type === "COMPLETED" ? completed.result : undefined;
    },
  };
  const logs = storage.readLog().split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as LogRecord);
  return toRunDocument({ view, logs, showValue: (value) => showStored(value, source) });
}

/** The flow run of a document and those of its child flows. */
export function flowRunsIn({ flowRun, childRuns }: RunDocument): readonly FlowRunDocument[] {
  return [...(flowRun === null ? [] : [flowRun]), ...childRuns.flatMap(flowRunsIn)];
}
