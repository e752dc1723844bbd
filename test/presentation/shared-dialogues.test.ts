import { expect, test } from "vitest";
import { deleteLimit, setLimit } from "../../core/presentation/dialogues/limit-dialogues.ts";
import { variables } from "../../core/presentation/dialogues/variables.ts";
import type { LimitDocument } from "../../core/protocol/shared-document.ts";
import { TestDialogs, testEngine, type Reply } from "./dialogs.ts";

const db: LimitDocument = { name: "db", limit: 2, decayPerSecond: null, active: 2, waiting: 0, holders: [], waiters: [] };
const region = { name: "region", value: "eu", tags: ["geo"], updated: "2026-01-31T12:00:00.000000Z" };

function engine(): ReturnType<typeof testEngine> {
  return testEngine({
    "millrace/shared": () => ({ limits: [db], variables: [region] }),
    "millrace/setLimit": (limit) => ({ ...db, ...limit }),
    "millrace/deleteLimit": () => true,
    "millrace/setVariable": (order) => ({ ...region, ...order }),
    "millrace/deleteVariable": () => true,
  });
}

test("a limit is made by its name, slots and decay", async () => {
  const asked = engine();
  await setLimit(asked, new TestDialogs(["api", "10", "0.5"]), undefined);
  expect(asked.asked.at(-1)).toEqual(["millrace/setLimit", { name: "api", limit: 10, decayPerSecond: 0.5 }]);
});

test("one that is there is changed without asking for its name", async () => {
  const asked = engine();
  await setLimit(asked, new TestDialogs(["3", ""]), "db");
  expect(asked.asked.at(-1)).toEqual(["millrace/setLimit", { name: "db", limit: 3, decayPerSecond: null }]);
});

test.each([["-1"], ["1.5"], ["many"]])("%s is no number of slots", async (slots) => {
  const asked = engine();
  const dialogs = new TestDialogs(["db", slots]);
  await setLimit(asked, dialogs, undefined);
  expect([asked.asked.length, dialogs.said.at(-1)]).toEqual([1, "A whole number, 0 or more."]);
});

test("a limit is deleted after it was agreed to", async () => {
  const asked = engine();
  await deleteLimit(asked, new TestDialogs(["db", "Delete"]), undefined);
  expect(asked.asked.at(-1)).toEqual(["millrace/deleteLimit", { name: "db" }]);
  const kept = engine();
  await deleteLimit(kept, new TestDialogs([undefined]), "db");
  expect(kept.asked).toEqual([]);
});

test.each<[string, readonly Reply[], unknown]>([
  ["made of JSON", ["New variable", "limits", "[1, 2]"], ["millrace/setVariable", { name: "limits", value: [1, 2], tags: [], overwrite: true }]],
  ["made of text", ["New variable", "motto", "all is well"], ["millrace/setVariable", { name: "motto", value: "all is well", tags: [], overwrite: true }]],
  ["changed, and keeps its tags", ["region", "Change", "us"], ["millrace/setVariable", { name: "region", value: "us", tags: ["geo"], overwrite: true }]],
  ["deleted", ["region", "Delete", "Delete"], ["millrace/deleteVariable", { name: "region" }]],
])("a variable is %s", async (_, replies, expected) => {
  const asked = engine();
  await variables(asked, new TestDialogs(replies));
  expect(asked.asked.at(-1)).toEqual(expected);
});
