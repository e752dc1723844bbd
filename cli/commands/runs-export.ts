import { resolve } from "node:path";
import { formatByteSize } from "../../core/base/byte-size.ts";
import { textOf } from "../arguments.ts";
import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const runsExportCommand: Command = {
  name: "runs export",
  group: "History",
  summary: "Write a run to one file, with a summary for an issue",
  usage: "<id>",
  positionals: { min: 1, max: 1 },
  options: [{ kind: "text", name: "output", placeholder: "file", isRepeatable: false, summary: "Where to (<name>-<id>.zip)" }, jsonOption],
  examples: ["millrace runs export 3f2a91", "millrace runs export brisk-heron --output failed.zip"],
  async run(invocation) {
    const { context, flags, positionals } = invocation;
    const output = textOf(invocation, "output");
    const engine = await context.openEngine();
    try {
      const exported = await engine.exportRun(positionals[0] ?? "", output === undefined ? null : resolve(context.cwd, output));
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { file: exported.file, sizeBytes: exported.sizeBytes, summary: exported.summary });
        return exitCodes.completed;
      }
      const { file, sizeBytes, run } = exported;
      context.stdout.write(`${run.flow}  ${run.name}  ${run.state}\nWritten to ${file}, ${formatByteSize(sizeBytes)}. It holds all that was recorded: parameters, results, logs.\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
