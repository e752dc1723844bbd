import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const runsCancelCommand: Command = {
  name: "runs cancel",
  group: "History",
  summary: "Ask a run to end as Cancelled",
  usage: "<id>",
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: ["millrace runs cancel 3f2a91"],
  async run({ context, flags, positionals: [reference = ""] }) {
    const engine = await context.openEngine();
    try {
      const flowRun = await engine.cancelRun(reference);
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { flowRun });
        return exitCodes.completed;
      }
      const { flowRunLine } = await import("../view/flow-run-line.ts");
      const { lookFor } = await import("../view/look.ts");
      context.stdout.write(`${flowRunLine(flowRun, flowRun.state.name, lookFor(context, context.stdout))}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
