/** The variables of a folder: all of them as a list; one that is chosen is changed or deleted. */
import type { VariableDocument } from "../../protocol/shared-document.ts";
import type { Json } from "../../states/stored-value.ts";
import type { DialogueEngine, Dialogs } from "./dialogs.ts";

const longestShown = 80;

export async function variables(engine: DialogueEngine, dialogs: Dialogs): Promise<void> {
  const { variables: all } = await engine.request("millrace/shared", {});
  const items = [
    ...all.map((variable) => ({ label: variable.name, description: shown(variable.value), detail: variable.tags.join(", "), variable })),
    { label: "$(add) New variable…", variable: undefined },
  ];
  const chosen = await dialogs.choose(items, `Variables of ${engine.name}`, all.length === 0 ? "There is none yet" : "Which of them?");
  if (chosen === undefined) return;
  if (chosen.variable === undefined) return await makeVariable(engine, dialogs);
  const { name } = chosen.variable;
  const action = await dialogs.choose([{ label: "$(edit) Change its value…" }, { label: "$(trash) Delete it" }], name, shown(chosen.variable.value));
  if (action === undefined) return;
  if (action.label.includes("Change")) return await setVariable(engine, dialogs, chosen.variable);
  if (await dialogs.confirm(`Delete the variable ${name}?`, "Runs that ask for it get undefined, or the fallback that they name.", "Delete")) await engine.request("millrace/deleteVariable", { name });
}

async function makeVariable(engine: DialogueEngine, dialogs: Dialogs): Promise<void> {
  const name = await dialogs.askText({ title: "New variable", prompt: "Its name", check: (text) => (text.trim() === "" ? "A variable needs a name." : undefined) });
  if (name !== undefined) await setVariable(engine, dialogs, { name, value: null, tags: [] });
}

async function setVariable(engine: DialogueEngine, dialogs: Dialogs, { name, value, tags }: Pick<VariableDocument, "name" | "value" | "tags">): Promise<void> {
  const before = value === null ? "" : typeof value === "string" && !isJson(value) ? value : JSON.stringify(value);
  const text = await dialogs.askText({ title: `Variable ${name}`, prompt: "Its value: JSON, or text that is none", value: before, check: () => undefined });
  if (text === undefined) return;
  await engine.request("millrace/setVariable", { name, value: isJson(text) ? (JSON.parse(text) as Json) : text, tags, overwrite: true });
  dialogs.mention(`Variable ${name} was set`);
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Plain text, as most values are.
    return false;
  }
}
