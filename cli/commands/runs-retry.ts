import { jsonOption, type Command } from "../command.ts";
import { followRun } from "../progress/follow-run.ts";

export const runsRetryCommand: Command = {
  name: "runs retry",
  group: "History",
  summary: "Run it again as a new run, from the start",
  usage: "<id>",
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: ["millrace runs retry 3f2a91"],
  async run({ context, flags, positionals: [reference = ""] }) {
    const engine = await context.openEngine();
    try {
      const isJson = flags.has(jsonOption.name);
      const { exitCode } = await followRun({ context, engine, isJson, start: () => engine.retryRun(reference) });
      return exitCode;
    } finally {
      await engine.dispose();
    }
  },
};
