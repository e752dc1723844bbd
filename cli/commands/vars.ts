import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const varsCommand: Command = {
  name: "vars",
  group: "Shared",
  summary: "List the workspace's variables",
  usage: "",
  positionals: { min: 0, max: 0 },
  options: [jsonOption],
  examples: ["millrace vars", "millrace vars --json"],
  async run({ context, flags }) {
    const engine = await context.openEngine();
    try {
      const variables = await engine.listVariables();
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { variables });
        return exitCodes.completed;
      }
      const { lookFor } = await import("../view/look.ts");
      const { variableLines } = await import("../view/variables-table.ts");
      context.stdout.write(`${variableLines(variables, context.clock.nowUs(), lookFor(context, context.stdout)).join("\n")}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
