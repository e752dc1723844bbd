/** Makes, changes and deletes concurrency limits. */
import type { Limit } from "../../limits/slots.ts";
import type { DialogueEngine, Dialogs } from "./dialogs.ts";

/** @param name of a limit that is to be changed; `undefined`: a new one, or an old one by its name */
export async function setLimit(engine: DialogueEngine, dialogs: Dialogs, name: string | undefined): Promise<void> {
  const { limits: known } = await engine.request("millrace/shared", {});
  const title = name === undefined ? "Set a concurrency limit" : `Change the limit ${name}`;
  const chosen = name ?? (await dialogs.askText({ title, prompt: "Its name: of a tag of tasks, or what concurrency(…) is called with", check: (text) => (text.trim() === "" ? "A limit needs a name." : undefined) }));
  if (chosen === undefined) return;
  const before = known.find((limit) => limit.name === chosen);
  const slots = await dialogs.askText({ title, prompt: `How many may hold ${chosen} at a time; 0 lets nobody in`, value: String(before?.limit ?? 1), check: wholeNumber });
  if (slots === undefined) return;
  const decay = await dialogs.askText({ title, prompt: "Slots that come free each second, for a rate limit; empty: they are given back", value: String(before?.decayPerSecond ?? ""), check: decayOrNothing });
  if (decay === undefined) return;
  const limit: Limit = { name: chosen, limit: Number(slots), decayPerSecond: decay.trim() === "" ? null : Number(decay) };
  await engine.request("millrace/setLimit", limit);
  dialogs.mention(`Limit ${chosen}: ${limit.limit} at a time`);
}

export async function deleteLimit(engine: DialogueEngine, dialogs: Dialogs, name: string | undefined): Promise<void> {
  const chosen = name ?? (await chooseLimit(engine, dialogs));
  if (chosen === undefined) return;
  if (!(await dialogs.confirm(`Delete the limit ${chosen}?`, "Whoever waits for it goes on at once, and nobody is held back by it any more.", "Delete"))) return;
  await engine.request("millrace/deleteLimit", { name: chosen });
}

async function chooseLimit(engine: DialogueEngine, dialogs: Dialogs): Promise<string | undefined> {
  const { limits } = await engine.request("millrace/shared", {});
  if (limits.length === 0) return void (await dialogs.tell("There is no concurrency limit."));
  const items = limits.map(({ name, active, limit }) => ({ label: name, description: `${active} of ${limit} taken` }));
  return (await dialogs.choose(items, "Delete a concurrency limit", "Its name"))?.label;
}

function wholeNumber(text: string): string | undefined {
  return /^\d+$/.test(text.trim()) ? undefined : "A whole number, 0 or more.";
}

function decayOrNothing(text: string): string | undefined {
  return text.trim() === "" || Number(text) > 0 ? undefined : "A number above 0, or nothing.";
}
