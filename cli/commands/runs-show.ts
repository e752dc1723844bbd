import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const runsShowCommand: Command = {
  name: "runs show",
  group: "History",
  summary: "Show a run: its tasks, log, result or error",
  usage: "<id>",
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: ["millrace runs show 3f2a91", "millrace runs show brisk-heron --json"],
  async run({ context, flags, positionals: [reference = ""] }) {
    const engine = await context.openEngine();
    try {
      const document = await engine.showRun(reference);
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, document);
        return exitCodes.completed;
      }
      const { outcomeOfDocument, sourcesOf } = await import("../progress/print-ending.ts");
      const { lookFor } = await import("../view/look.ts");
      const { runDetailLines } = await import("../view/run-detail-lines.ts");
      const shown = { document, outcome: outcomeOfDocument(document), nowUs: context.clock.nowUs() };
      context.stdout.write(`${runDetailLines(shown, lookFor(context, context.stdout), sourcesOf(context, document.flowRun?.endTime ?? null)).join("\n")}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
