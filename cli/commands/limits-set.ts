import { UsageError } from "../../core/protocol/errors.ts";
import { textOf } from "../arguments.ts";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

export const limitsSetCommand: Command = {
  name: "limits set",
  group: "Shared",
  summary: "Make a concurrency limit, or change it",
  usage: "<name> <n>",
  positionals: { min: 2, max: 2 },
  options: [{ kind: "text", name: "decay", placeholder: "n/s", isRepeatable: false, summary: "Slots that come free by themselves, a second (or /m, /h): a rate limit; left out or 0: none" }, jsonOption],
  examples: ["millrace limits set database 2", "millrace limits set tag:gpu 1", "millrace limits set github-api 10 --decay 2/s"],
  async run(invocation) {
    const { context, flags } = invocation;
    const [name = "", slots = ""] = invocation.positionals;
    if (!/^\d{1,9}$/.test(slots)) throw new UsageError(`${slots} is no number of slots: expected a whole number greater than or equal to 0.`);
    const engine = await context.openEngine();
    try {
      const limit = await engine.setLimit({ name, limit: Number(slots), decayPerSecond: readDecay(textOf(invocation, "decay")) });
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { limit });
        return exitCodes.completed;
      }
      const { lookFor } = await import("../view/look.ts");
      const { limitLines } = await import("../view/limits-table.ts");
      context.stdout.write(`${limitLines([limit], context.clock.nowUs(), lookFor(context, context.stdout)).join("\n")}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};

/** @throws UsageError */
function readDecay(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, count = "", unit = "s"] = /^(\d+(?:\.\d+)?)(?:\/([smh]))?$/.exec(text) ?? [];
  if (count === "") throw new UsageError(`--decay needs slots a second greater than or equal to 0, such as 2/s or 30/m, got ${JSON.stringify(text)}.`);
  return Number(count) / (secondsOf[unit] ?? 1);
}
