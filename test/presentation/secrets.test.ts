import { expect, test } from "vitest";
import { deleteSecret, setSecret, type SecretShelf } from "../../core/presentation/dialogues/secrets.ts";
import { giveSecrets, secretShelf } from "../../core/presentation/secret-keeper.ts";
import { TestDialogs, testEngine } from "./dialogs.ts";

function shelf(kept: Map<string, string>): SecretShelf {
  return {
    names: async () => [...kept.keys()],
    set: async (name, value) => void kept.set(name, value),
    delete: async (name) => void kept.delete(name),
  };
}

test("a secret is kept, and what is said of it is its name", async () => {
  const kept = new Map([["token", "0ld"]]);
  const dialogs = new TestDialogs(["token", "s3cret"]);
  await setSecret(shelf(kept), dialogs);
  expect(kept).toEqual(new Map([["token", "s3cret"]]));
  expect(dialogs.said.join(" ")).not.toMatch(/s3cret|0ld/);
});

test("an empty value is none", async () => {
  const kept = new Map<string, string>();
  await setSecret(shelf(kept), new TestDialogs(["token", ""]));
  expect(kept.size).toBe(0);
});

test("one is deleted after it was agreed to", async () => {
  const kept = new Map([["token", "a"], ["key", "b"]]);
  await deleteSecret(shelf(kept), new TestDialogs(["token", "Delete"]));
  await deleteSecret(shelf(kept), new TestDialogs(["key", undefined]));
  expect([...kept.keys()]).toEqual(["key"]);
});

test("each folder has its own, which its engine is given", async () => {
  const texts = new Map<string, string>();
  const storage = { get: async (key: string) => texts.get(key), store: async (key: string, text: string) => void texts.set(key, text) };
  await secretShelf(storage, "file:///ws").set("token", "a");
  await secretShelf(storage, "file:///other").set("key", "b");
  expect(await secretShelf(storage, "file:///ws").names()).toEqual(["token"]);
  const engine = { ...testEngine({ "millrace/setSecrets": () => null }), status: "running" as const };
  await giveSecrets(storage, engine);
  expect(engine.asked).toEqual([["millrace/setSecrets", { secrets: { token: "a" } }]]);
});
