import type { Command } from "./command.ts";
import { runFlow } from "./run-flow.ts";

/** The newest run of this workspace once more, with its parameters; without one the user is asked what to run. */
export const runLast: Command = {
  id: "millrace.runLast",
  async run(host) {
    const all = host.engines.all().flatMap((engine) => [...engine.mirror.runs.values()].map((run) => ({ engine, run })));
    const last = all.filter(({ run }) => run.flowId !== null).sort((a, b) => b.run.createdAt - a.run.createdAt)[0];
    if (last === undefined) return await runFlow.run(host, undefined);
    return await host.orders.carryOut(last.engine, { kind: "again", runId: last.run.id }, last.run.flowId, "run");
  },
};
