import { UsageError } from "../../core/protocol/errors.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const varsSetCommand: Command = {
  name: "vars set",
  group: "Shared",
  summary: "Set a variable",
  usage: "<name> <value>",
  positionals: { min: 2, max: 2 },
  options: [
    { kind: "flag", name: "overwrite", summary: "Replace one that is there" },
    { kind: "text", name: "tag", placeholder: "name", isRepeatable: true, summary: "A tag for it" },
    jsonOption,
  ],
  examples: ["millrace vars set region eu-west-1", `millrace vars set regions '["eu","us"]' --overwrite --tag prod`],
  async run({ context, flags, texts, positionals: [name = "", text = ""] }) {
    const engine = await context.openEngine();
    try {
      const order = { name, value: readValue(text), tags: texts.get("tag") ?? [], overwrite: flags.has("overwrite") };
      const variable = await engine.setVariable(order).catch((error: unknown) => {
        const isThere = error instanceof Error && "code" in error && error.code === "MILLRACE_VARIABLE_EXISTS";
        throw isThere ? new UsageError(`Variable "${name}" already exists.`, "Add --overwrite to replace it.") : error;
      });
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { variable });
      } else context.stdout.write(`Set ${variable.name}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};

/** JSON where it is some, else the text itself. */
function readValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
