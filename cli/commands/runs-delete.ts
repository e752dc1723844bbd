import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const runsDeleteCommand: Command = {
  name: "runs delete",
  group: "History",
  summary: "Delete a run and all that it kept",
  usage: "<id>",
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: ["millrace runs delete 3f2a91"],
  async run({ context, flags, positionals: [reference = ""] }) {
    const engine = await context.openEngine();
    try {
      const flowRun = await engine.deleteRun(reference);
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { flowRun });
        return exitCodes.completed;
      }
      const { flowRunLine } = await import("../view/flow-run-line.ts");
      const { lookFor } = await import("../view/look.ts");
      context.stdout.write(`${flowRunLine(flowRun, "Deleted", lookFor(context, context.stdout))}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
