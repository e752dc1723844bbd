import { resolve } from "node:path";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const runsImportCommand: Command = {
  name: "runs import",
  group: "History",
  summary: "Take in a run that was exported elsewhere",
  usage: "<file>",
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: ["millrace runs import brisk-heron-3f2a91c0.zip"],
  async run({ context, flags, positionals: [file = ""] }) {
    const engine = await context.openEngine();
    try {
      const { isNew, flowRun } = await engine.importRun(resolve(context.cwd, file));
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { flowRun, isNew });
        return exitCodes.completed;
      }
      const { flowRunLine } = await import("../view/flow-run-line.ts");
      const { lookFor } = await import("../view/look.ts");
      context.stdout.write(`${flowRunLine(flowRun, isNew ? "Imported" : "was here already", lookFor(context, context.stdout))}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
