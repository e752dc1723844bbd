import { countOf, textOf } from "../arguments.ts";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const runsCommand: Command = {
  name: "runs",
  group: "History",
  summary: "List the latest runs",
  usage: "",
  positionals: { min: 0, max: 0 },
  options: [
    { kind: "text", name: "flow", placeholder: "name", isRepeatable: false, summary: "Only runs of this flow" },
    { kind: "text", name: "state", placeholder: "name", isRepeatable: false, summary: "Only runs in this state, by its name or type" },
    { kind: "text", name: "limit", placeholder: "n", isRepeatable: false, summary: "At most so many (50)" },
    jsonOption,
  ],
  examples: ["millrace runs --state failed", "millrace runs --flow githubStars --limit 5"],
  async run(invocation) {
    const { context, flags } = invocation;
    const flow = textOf(invocation, "flow");
    const state = textOf(invocation, "state");
    const limit = countOf(invocation, "limit");
    const isFiltered = flow !== undefined || state !== undefined;
    const engine = await context.openEngine();
    try {
      const runs = await engine.listRuns({
        ...(flow === undefined ? {} : { flow }),
        ...(state === undefined ? {} : { state }),
        ...(limit === undefined ? {} : { limit }),
      });
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { runs });
        return exitCodes.completed;
      }
      const { lookFor } = await import("../view/look.ts");
      const { runsLines } = await import("../view/runs-table.ts");
      const options = { ids: await engine.runIds(), nowUs: context.clock.nowUs(), isFiltered };
      context.stdout.write(`${runsLines(runs, options, lookFor(context, context.stdout)).join("\n")}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
