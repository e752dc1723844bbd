import { quoted } from "../../core/base/quoted.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const varsDeleteCommand: Command = {
  name: "vars delete",
  group: "Shared",
  summary: "Delete a variable",
  usage: "<name>",
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: ["millrace vars delete region"],
  async run({ context, flags, positionals: [name = ""] }) {
    const engine = await context.openEngine();
    try {
      if (!(await engine.deleteVariable(name))) throw new UsageError(`There is no variable ${quoted(name)}.`, "millrace vars lists them.");
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { deleted: name });
      } else context.stdout.write(`Deleted ${name}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
