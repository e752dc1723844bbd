/** Answers a run that waits for a person, from anywhere but the side panel, which has a form. */
import { assertNever } from "../../base/assert-never.ts";
import type { PausedFlowRun } from "../../protocol/pause-api.ts";
import type { ParametersSchema } from "../../protocol/json-schema.ts";
import type { Json } from "../../states/stored-value.ts";
import { PromptWalk } from "../prompt-walk.ts";
import type { DialogueEngine, Dialogs } from "./dialogs.ts";

type Reply = "cancelRun" | "wordAlone" | { readonly input: Json };

const jsonField = "input";
const jsonSchema: ParametersSchema = { type: "object", properties: { [jsonField]: { description: "the input that the flow waits for, as JSON" } }, required: [jsonField] };

export async function answerRun(engine: DialogueEngine, dialogs: Dialogs, runId: string): Promise<void> {
  const waiting = await engine.request("millrace/pauses", { runId });
  const [first, ...others] = waiting;
  if (first === undefined) return void (await dialogs.tell(`${engine.mirror.runs.get(runId)?.name ?? "The run"} does not wait for a person any more.`));
  const pause = others.length === 0 ? first : await choosePause(dialogs, waiting);
  if (pause === undefined) return;
  const walk = new PromptWalk({ schema: pause.schema ?? jsonSchema, lastParameters: null });
  for (;;) {
    const reply = await ask(dialogs, pause, walk);
    if (reply === undefined) return;
    if (reply === "cancelRun") return void (await engine.request("millrace/stop", { runId }));
    const given = reply === "wordAlone" ? null : reply;
    const result = await engine.request("millrace/answer", { runId, flowRunId: pause.flowRunId, given });
    switch (result.kind) {
      case "goesOn":
        return dialogs.mention(`${pause.name} goes on`);
      case "refused":
        // What was given stays: the walk begins again at the first that is to be mended.
        if (!walk.refuse(result.problems)) await dialogs.tell(`${pause.name} waits on. ${result.problems.map(({ message }) => message).join("; ")}`);
        break;
      default:
        assertNever(result, "answer to a pause");
    }
  }
}

async function choosePause(dialogs: Dialogs, waiting: readonly PausedFlowRun[]): Promise<PausedFlowRun | undefined> {
  const items = waiting.map((pause) => ({ label: pause.description ?? pause.key ?? pause.flow, description: `${pause.flow} · ${pause.name}`, pause }));
  return (await dialogs.choose(items, "Answer a run that waits", "Which of them?"))?.pause;
}

async function ask(dialogs: Dialogs, pause: PausedFlowRun, walk: PromptWalk): Promise<Reply | undefined> {
  const title = `${pause.flow}: ${pause.description ?? pause.key ?? "waits for you"}`;
  if (pause.schema !== null && walk.steps.length > 0) return await askFields(dialogs, walk, title, (values) => values);
  const items: readonly { readonly label: string; readonly detail: string; readonly reply: "cancelRun" | "wordAlone" | "json" }[] = [
    { label: "$(check) Approve", detail: `${pause.name} goes on`, reply: "wordAlone" },
    ...(pause.schema === null ? [{ label: "$(json) Answer with JSON…", detail: "Where the flow wants an input", reply: "json" } as const] : []),
    { label: "$(debug-stop) Cancel the run", detail: `${pause.name} ends as Cancelled`, reply: "cancelRun" },
  ];
  const reply = (await dialogs.choose(items, title, "Escape leaves it waiting"))?.reply;
  return reply === "json" ? await askFields(dialogs, walk, title, (values) => values[jsonField] ?? null) : reply;
}

async function askFields(dialogs: Dialogs, walk: PromptWalk, title: string, inputOf: (values: Readonly<Record<string, Json>>) => Json): Promise<Reply | undefined> {
  const values = await dialogs.askFields(walk, title, () => Promise.resolve(undefined));
  return values === undefined ? undefined : { input: inputOf(values) };
}
