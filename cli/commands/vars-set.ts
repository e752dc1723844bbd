import { UsageError } from "../../core/protocol/errors.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { exampleLike, readValueText } from "../../engine/parameters/value-text.ts";
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
    const value = readValue(name, text);
    const engine = await context.openEngine();
    try {
      const order = { name, value, tags: texts.get("tag") ?? [], overwrite: flags.has("overwrite") };
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

/** @throws UsageError */
function readValue(name: string, text: string): Json {
  const read = readValueText(text);
  if (read.ok) return read.value;
  throw new UsageError(`The value of the variable "${name}" ${read.problem}.`, `Mend the JSON and put quotes of the shell around it all, for example '${exampleLike(text)}'. Text that begins as JSON does is written as JSON: '"[draft]"'.`);
}
