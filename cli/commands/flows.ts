import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const flowsCommand: Command = {
  name: "flows",
  group: "Run",
  summary: "List the flows of a folder, without running any code",
  usage: "[dir]",
  positionals: { min: 0, max: 1 },
  options: [jsonOption],
  examples: ["millrace flows", "millrace flows packages/etl --json"],
  async run({ context, flags, positionals: [folder = "."] }) {
    const { findFlows } = await import("../find-flows.ts");
    const found = await findFlows(context, folder);
    if (flags.has(jsonOption.name)) {
      const { writeJson } = await import("../write-json.ts");
      await writeJson(context.stdout, { flows: found.flows, problems: found.problems });
      return exitCodes.completed;
    }
    const { flowsLines } = await import("../view/flows-table.ts");
    const { lookFor } = await import("../view/look.ts");
    context.stdout.write(`${flowsLines(found, folder, lookFor(context, context.stdout)).join("\n")}\n`);
    return exitCodes.completed;
  },
};
