import { expect, test } from "vitest";
import type { RunQuery } from "../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { StateType } from "../../core/states/state-type.ts";
import { RunIndex } from "../../engine/store/run-index.ts";
import { plainSummary } from "./plain-summary.ts";

const dayUs = 24 * 3_600 * 1_000_000;

function run(id: string, day: number, type: StateType, flow = "stars"): RunSummary {
  return plainSummary({
    id,
    name: `${id}-otter`,
    flow,
    flowId: `a.ts#${flow}`,
    file: "a.ts",
    state: { type, name: type === "FAILED" ? "TimedOut" : type, message: null },
    createdAt: day * dayUs,
  });
}

function indexOf(...runs: readonly RunSummary[]): RunIndex {
  const index = new RunIndex();
  for (const each of runs) index.note(each);
  return index;
}

const all: RunQuery = { flow: null, state: null, text: "", offset: 0, limit: 100 };

test("runs are listed by pages, those that go on first, then the newest", async () => {
  const index = indexOf(run("a", 1, "COMPLETED"), run("b", 2, "RUNNING"), run("c", 3, "FAILED", "mills"), run("d", 4, "CRASHED"), run("e", 0, "PENDING"));
  expect(await index.page(all)).toEqual({ total: 5, ids: ["b", "e", "d", "c", "a"], flows: ["mills", "stars"] });
  expect((await index.page({ ...all, offset: 1, limit: 2 })).ids).toEqual(["e", "d"]);
  expect((await index.page({ ...all, state: "failed" })).ids).toEqual(["d", "c"]);
  expect((await index.page({ ...all, state: "active", flow: "stars" })).ids).toEqual(["b", "e"]);
  expect((await index.page({ ...all, text: "OTTER  timed" })).ids).toEqual(["c"]);
  expect((await index.page({ ...all, text: "%" })).ids).toEqual([]);
  await index.dispose();
});

test("a run is known by its last state, and a deleted one no more", async () => {
  const index = indexOf(run("a", 1, "RUNNING"), run("b", 2, "RUNNING"));
  expect((await index.page(all)).ids).toEqual(["b", "a"]);
  index.note(run("b", 2, "COMPLETED"));
  expect((await index.page(all)).ids).toEqual(["a", "b"]);
  index.forget("a");
  expect((await index.page(all)).ids).toEqual(["b"]);
  expect(await index.lastRuns()).toEqual(["b"]);
  await index.dispose();
});
