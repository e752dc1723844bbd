/** Secrets by their names: nothing here ever shows a value. */
import type { Dialogs } from "./dialogs.ts";

/** Where they are kept: by the editor, for one folder. */
export interface SecretShelf {
  names(): Promise<readonly string[]>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}

export async function setSecret(shelf: SecretShelf, dialogs: Dialogs): Promise<void> {
  const names = await shelf.names();
  const known = names.length === 0 ? "" : ` There are: ${names.join(", ")}.`;
  const name = await dialogs.askText({ title: "Set a secret", prompt: `Its name, as flows ask for it: secret("name").${known}`, check: (text) => (text.trim() === "" ? "A secret needs a name." : undefined) });
  if (name === undefined) return;
  const prompt = `Its value. It is kept in the editor's secret storage, and given to runs alone${names.includes(name) ? "; it replaces the one that is there" : ""}.`;
  const value = await dialogs.askText({ title: `Set the secret ${name}`, prompt, isSecret: true, check: (text) => (text === "" ? "A secret is not empty." : undefined) });
  if (value === undefined) return;
  await shelf.set(name, value);
  dialogs.mention(`Secret ${name} was set: it holds for the next run`);
}

export async function deleteSecret(shelf: SecretShelf, dialogs: Dialogs): Promise<void> {
  const names = await shelf.names();
  if (names.length === 0) return void (await dialogs.tell("There is no secret in the editor for this folder."));
  const chosen = await dialogs.choose(names.map((name) => ({ label: name })), "Delete a secret", "Its name");
  if (chosen === undefined || !(await dialogs.confirm(`Delete the secret ${chosen.label}?`, "Runs that ask for it fail from then on.", "Delete"))) return;
  await shelf.delete(chosen.label);
}
