import { quoted } from "../../core/base/quoted.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const varsGetCommand: Command = {
  name: "vars get",
  group: "Shared",
  summary: "Print a variable's value",
  usage: "<name>",
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: ["millrace vars get region"],
  async run({ context, flags, positionals: [name = ""] }) {
    const engine = await context.openEngine();
    try {
      const variable = (await engine.listVariables()).find((each) => each.name === name);
      if (variable === undefined) throw new UsageError(`There is no variable ${quoted(name)}.`, "millrace vars lists them.");
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { variable });
        return exitCodes.completed;
      }
      const { withoutControls } = await import("../view/text.ts");
      const { value } = variable;
      context.stdout.write(`${withoutControls(typeof value === "string" ? value : JSON.stringify(value))}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
