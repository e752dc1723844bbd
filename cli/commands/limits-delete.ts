import { quoted } from "../../core/base/quoted.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const limitsDeleteCommand: Command = {
  name: "limits delete",
  group: "Shared",
  summary: "Delete a concurrency limit: what waits for it goes on",
  usage: "<name>",
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: ["millrace limits delete database"],
  async run({ context, flags, positionals: [name = ""] }) {
    const engine = await context.openEngine();
    try {
      if (!(await engine.deleteLimit(name))) throw new UsageError(`There is no limit ${quoted(name)}.`, "millrace limits lists them.");
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { deleted: name });
      } else {
        const { oneLine } = await import("../view/text.ts");
        context.stdout.write(`Deleted limit ${oneLine(name)}\n`);
      }
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
