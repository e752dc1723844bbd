import { reportFailure } from "../runs/report.ts";
import type { Command } from "./command.ts";

export const stopAllRuns: Command = {
  id: "millrace.stopAllRuns",
  async run({ engines }) {
    const orders = engines.all().flatMap((engine) => engine.mirror.activeRuns().map(({ id }) => engine.request("millrace/stop", { runId: id })));
    for (const result of await Promise.allSettled(orders)) if (result.status === "rejected") await reportFailure(result.reason);
  },
};
