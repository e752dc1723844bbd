/** The secrets of each folder, kept together as one text in the editor's own storage, and given to the folder's engine. */
import type { EngineLink } from "../protocol/engine-link.ts";
import type { SecretShelf } from "./dialogues/secrets.ts";

type Values = Readonly<Record<string, string>>;

export interface SecretStorage {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, text: string): PromiseLike<void>;
}

/** By the URI of the folder. */
export function secretShelf(storage: SecretStorage, folder: string): SecretShelf {
  const change = async (edit: (values: Values) => Values): Promise<void> => await storage.store(folder, JSON.stringify(edit(await read(storage, folder))));
  return {
    names: async () => Object.keys(await read(storage, folder)).sort(),
    set: (name, value) => change((values) => ({ ...values, [name]: value })),
    delete: (name) => change((values) => Object.fromEntries(Object.entries(values).filter(([each]) => each !== name))),
  };
}

/** To an engine that is there; one that goes meanwhile is given them when it is back. */
export async function giveSecrets(storage: SecretStorage, engine: Pick<EngineLink, "uri" | "status" | "request">): Promise<void> {
  if (engine.status === "running") await engine.request("millrace/setSecrets", { secrets: await read(storage, engine.uri) }).catch(() => undefined);
}

async function read(storage: SecretStorage, folder: string): Promise<Values> {
  return JSON.parse((await storage.get(folder)) ?? "{}") as Values;
}
