import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const limitsCommand: Command = {
  name: "limits",
  group: "Shared",
  summary: "List concurrency limits, who holds their slots and who waits",
  usage: "",
  positionals: { min: 0, max: 0 },
  options: [jsonOption],
  examples: ["millrace limits", "millrace limits --json"],
  async run({ context, flags }) {
    const engine = await context.openEngine();
    try {
      const limits = await engine.listLimits();
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { limits });
        return exitCodes.completed;
      }
      const { lookFor } = await import("../view/look.ts");
      const { limitLines } = await import("../view/limits-table.ts");
      context.stdout.write(`${limitLines(limits, context.clock.nowUs(), lookFor(context, context.stdout)).join("\n")}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
