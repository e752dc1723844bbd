import { onRun } from "./command.ts";

export const debugAgain = onRun("millrace.debugAgain", { title: "Debug with the parameters of a run" }, ({ orders }, { engine, runId, run }) =>
  orders.carryOut(engine, { kind: "again", runId }, run?.flowId ?? null, "debug"),
);
