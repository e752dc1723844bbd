import type { GivenInput } from "../../core/protocol/engine-api.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { textOf } from "../arguments.ts";
import { jsonOption, type Command, type Invocation } from "../command.ts";
import { followRun } from "../progress/follow-run.ts";

export const runsResumeCommand: Command = {
  name: "runs resume",
  group: "History",
  summary: "Go on with the same run: from its last success, or with the answer that it waits for",
  usage: "<id>",
  positionals: { min: 1, max: 1 },
  options: [
    { kind: "text", name: "input", placeholder: "json", isRepeatable: false, summary: "What a run that is paused or suspended waits for" },
    jsonOption,
  ],
  examples: ["millrace runs resume 3f2a91", `millrace runs resume 3f2a91 --input '{ "approved": true }'`],
  async run(invocation) {
    const { context, flags, positionals } = invocation;
    const [reference = ""] = positionals;
    const given = readInput(invocation);
    const engine = await context.openEngine();
    try {
      const isJson = flags.has(jsonOption.name);
      const { exitCode } = await followRun({ context, engine, isJson, start: () => engine.resumeRun(reference, given) });
      return exitCode;
    } finally {
      await engine.dispose();
    }
  },
};

function readInput(invocation: Invocation): GivenInput | null {
  const text = textOf(invocation, "input");
  if (text === undefined) return null;
  try {
    // What JSON.parse gives is JSON.
    return { input: JSON.parse(text) as Json };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--input is no JSON: ${reason}`, `Quote it for the shell, and texts inside of it: --input '{ "note": "fine" }'`);
  }
}
