import { jsonOption, type Command, type Invocation } from "../command.ts";
import { followRun } from "../progress/follow-run.ts";

export const runsRerunCommand: Command = {
  name: "runs rerun",
  group: "History",
  summary: "Run it again from a task run on, reusing the rest",
  usage: "<id>",
  positionals: { min: 1, max: 1 },
  options: [
    { kind: "text", name: "from", placeholder: "task run", isRepeatable: true, summary: "From where: an id, a run's name, or a task's name for all its runs" },
    { kind: "flag", name: "only-failed", summary: "Only what did not complete, and what depends on it" },
    { kind: "text", name: "param", placeholder: "k=json", isRepeatable: true, summary: "Another value for a parameter; what is not JSON is text" },
    jsonOption,
  ],
  examples: ["millrace runs rerun 3f2a91 --from report-0", "millrace runs rerun brisk-heron --only-failed", "millrace runs rerun brisk-heron --from load --param depth=2"],
  async run(invocation) {
    const { context, flags, texts, positionals: [reference = ""] } = invocation;
    const order = { from: texts.get("from") ?? [], onlyFailed: flags.has("only-failed"), parameters: await readParameters(invocation) };
    const engine = await context.openEngine();
    try {
      const isJson = flags.has(jsonOption.name);
      const { exitCode } = await followRun({ context, engine, isJson, start: () => engine.rerunFrom(reference, order) });
      return exitCode;
    } finally {
      await engine.dispose();
    }
  },
};

async function readParameters({ context, texts }: Invocation): Promise<Readonly<Record<string, unknown>> | null> {
  const flags = texts.get("param");
  if (flags === undefined) return null;
  const { parametersFrom } = await import("../parameters-from.ts");
  return parametersFrom(context.cwd, undefined, flags);
}
