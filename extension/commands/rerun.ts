import { onRun } from "./command.ts";

export const rerun = onRun("millrace.rerun", { title: "Run again with the same parameters" }, ({ orders }, { engine, runId, run }) =>
  orders.carryOut(engine, { kind: "again", runId }, run?.flowId ?? null, "run"),
);
