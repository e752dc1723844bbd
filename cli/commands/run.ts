import { resolve } from "node:path";
import type { StartRun } from "../../core/protocol/engine-api.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import { textOf } from "../arguments.ts";
import { jsonOption, type Command, type Invocation } from "../command.ts";
import { followRun } from "../progress/follow-run.ts";

export const runCommand: Command = {
  name: "run",
  group: "Run",
  summary: "Run a flow and watch it go",
  usage: "<file>[#flow]",
  positionals: { min: 1, max: 1 },
  options: [
    { kind: "text", name: "param", placeholder: "k=json", isRepeatable: true, summary: "A parameter; what is not JSON is text" },
    { kind: "text", name: "params", placeholder: "file.json", isRepeatable: false, summary: "Parameters as a JSON object; --param goes over it" },
    { kind: "text", name: "name", placeholder: "name", isRepeatable: false, summary: "The run's name instead of a random one" },
    { kind: "flag", name: "watch", summary: "Run again when the file or what it imports changes" },
    jsonOption,
  ],
  examples: [
    "millrace run flows/stars.ts",
    `millrace run flows/stars.ts#githubStars --param 'repos=["a/b"]'`,
    "millrace run flows/stars.ts --params params.json --json",
  ],
  async run(invocation) {
    const { context, flags } = invocation;
    const isJson = flags.has(jsonOption.name);
    const isWatching = flags.has("watch");
    if (isJson && isWatching) {
      throw new UsageError("--watch and --json exclude each other: --json prints one document.", "Leave one of them out.");
    }
    const request = await toRequest(invocation);
    const engine = await context.openEngine();
    try {
      if (isWatching) {
        const { watchRun } = await import("../watch/watch-run.ts");
        return await watchRun(context, engine, request);
      }
      const { exitCode } = await followRun({ context, engine, isJson, start: () => engine.startRun(request) });
      return exitCode;
    } finally {
      await engine.dispose();
    }
  },
};

async function toRequest(invocation: Invocation): Promise<StartRun> {
  const { context } = invocation;
  const target = invocation.positionals[0] ?? "";
  const at = target.lastIndexOf("#");
  const file = at === -1 ? target : target.slice(0, at);
  const flow = at === -1 ? null : target.slice(at + 1);
  if (file === "") throw new UsageError(`"${target}" names no file.`, "Write <file>#<flow>, for example flows/stars.ts#githubStars.");
  if (flow === "") throw new UsageError(`"${target}" names no flow behind the #.`, "Write <file>#<flow>, or the file alone when it has but one flow.");
  const name = textOf(invocation, "name") ?? null;
  if (name?.trim() === "") throw new UsageError("--name needs a name, got an empty text.", "Leave it out for a random one.");
  const hasParameters = invocation.texts.has("param") || invocation.texts.has("params");
  const parameters = hasParameters ? await readParameters(invocation) : null;
  return { file: resolve(context.cwd, file), flow, parameters, name, trigger: "command" };
}

async function readParameters(invocation: Invocation): Promise<Readonly<Record<string, unknown>>> {
  const { parametersFrom } = await import("../parameters-from.ts");
  return parametersFrom(invocation.context.cwd, textOf(invocation, "params"), invocation.texts.get("param") ?? []);
}
