import { jsonOption, type Command } from "../command.ts";
import { followRun } from "../progress/follow-run.ts";

export const runsResumeCommand: Command = {
  name: "runs resume",
  group: "History",
  summary: "Go on with the same run from its last success",
  usage: "<id>",
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: ["millrace runs resume 3f2a91"],
  async run({ context, flags, positionals: [reference = ""] }) {
    const engine = await context.openEngine();
    try {
      const isJson = flags.has(jsonOption.name);
      const { exitCode } = await followRun({ context, engine, isJson, start: () => engine.resumeRun(reference) });
      return exitCode;
    } finally {
      await engine.dispose();
    }
  },
};
