import { expect, test } from "vitest";
import type { RunQuery } from "../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { EngineLink } from "../../webview/model/engine-link.ts";
import { passes, RunList } from "../../webview/model/run-list.ts";
import { summary } from "./build.ts";
import { settle, TestTransport } from "./transport.ts";

const all = { flow: null, state: null, text: "" };

function run(id: string, createdAt: number, more: Parameters<typeof summary>[0] = {}): RunSummary {
  return summary({ id, name: id, createdAt, ...more });
}

async function listOf(runs: readonly RunSummary[], total = runs.length): Promise<{ readonly list: RunList; readonly queries: RunQuery[] }> {
  const queries: RunQuery[] = [];
  const transport = new TestTransport({
    "millrace/listRuns": (query) => {
      queries.push(query);
      return { total, runs: runs.slice(query.offset, query.offset + query.limit), flows: ["main"] };
    },
  });
  const link = new EngineLink(transport);
  transport.onMessage((message) => {
    if (message.type === "response" || message.type === "failed") link.receive(message);
  });
  const list = new RunList(link);
  await list.show("file:///a", all);
  return { list, queries };
}

const ids = ({ runs }: RunList): string => runs.map(({ id }) => id).join(" ");

test("a run that has just begun comes first", async () => {
  const { list } = await listOf([run("b", 20), run("a", 10)]);
  list.apply("file:///a", [run("c", 30, { type: "RUNNING" })], []);
  expect([ids(list), list.total]).toEqual(["c b a", 3]);
});

test("a run that ends goes to its place among those that have ended", async () => {
  const { list } = await listOf([run("old", 5, { type: "RUNNING" }), run("b", 20), run("a", 1)]);
  list.apply("file:///a", [run("old", 5)], []);
  expect(ids(list)).toBe("b old a");
});

test("a run that no longer passes the filter leaves the list", async () => {
  const { list } = await listOf([run("b", 20, { type: "RUNNING" }), run("a", 10)]);
  await list.show("file:///a", { ...all, state: "active" });
  list.apply("file:///a", [run("b", 20)], []);
  expect(list.runs.some(({ id }) => id === "b")).toBe(false);
});

test("a deleted run is gone, and counted off", async () => {
  const { list } = await listOf([run("b", 20), run("a", 10)]);
  list.apply("file:///a", [], ["b"]);
  expect([ids(list), list.total]).toEqual(["a", 1]);
});

test("changes of another folder are none of this one", async () => {
  const { list } = await listOf([run("a", 10)]);
  list.apply("file:///b", [run("x", 30)], ["a"]);
  expect(ids(list)).toBe("a");
});

test("the next page goes on where this one ends", async () => {
  const runs = Array.from({ length: 250 }, (_, index) => run(`r${index}`, 1_000 - index));
  const { list, queries } = await listOf(runs);
  await list.more();
  await list.more();
  expect([list.runs.length, queries.map(({ offset }) => offset)]).toEqual([250, [0, 200]]);
});

test("of two questions only the answer to the last counts", async () => {
  const { list } = await listOf([run("a", 10)]);
  const first = list.show("file:///a", { ...all, text: "x" });
  const second = list.show("file:///a", { ...all, text: "a" });
  await Promise.all([first, second, settle()]);
  expect(list.status).toBe("ready");
});

test.each([
  [{ text: "OTTER" }, true],
  [{ text: "timed out" }, false],
  [{ flow: "main" }, true],
  [{ flow: "other" }, false],
  [{ state: "completed" as const }, true],
  [{ state: "failed" as const }, false],
])("a completed run of main against %j: %s", (filter, expected) => {
  expect(passes(summary(), { ...all, ...filter })).toBe(expected);
});

test("a crashed run counts as failed", () => {
  expect(passes(summary({ type: "CRASHED" }), { ...all, state: "failed" })).toBe(true);
});
