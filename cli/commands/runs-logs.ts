import type { LogDocument } from "../../core/protocol/run-document.ts";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const runsLogsCommand: Command = {
  name: "runs logs",
  group: "History",
  summary: "Print the log of a run",
  usage: "<id>",
  positionals: { min: 1, max: 1 },
  options: [{ kind: "flag", name: "follow", summary: "Go on until the run ends" }, jsonOption],
  examples: ["millrace runs logs 3f2a91 --follow"],
  async run({ context, flags, positionals: [reference = ""] }) {
    const engine = await context.openEngine();
    const isJson = flags.has(jsonOption.name);
    try {
      const { lookFor } = await import("../view/look.ts");
      const { logLines } = await import("../view/log-lines.ts");
      const { namesFromDocument } = await import("../view/run-detail-lines.ts");
      const look = { ...lookFor(context, context.stdout), columns: Infinity };
      const nameOf = namesFromDocument(await engine.showRun(reference));
      let count = 0;
      const print = (line: LogDocument): void => {
        context.stdout.write(isJson ? `${count === 0 ? "" : ","}${JSON.stringify(line)}` : `${logLines(line, nameOf, look).join("\n")}\n`);
        count += 1;
      };
      if (isJson) context.stdout.write('{"logs":[');
      await engine.followLogs(reference, print, { follow: flags.has("follow") });
      if (isJson) context.stdout.write("]}\n");
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
