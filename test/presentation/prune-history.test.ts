import { expect, test } from "vitest";
import { pruneHistory } from "../../core/presentation/dialogues/prune-history.ts";
import type { PruneAnswer } from "../../core/protocol/prune-api.ts";
import { TestDialogs, testEngine } from "./dialogs.ts";

const run = { runId: "run-1", name: "brisk-heron", flow: "load" };
const plan: PruneAnswer = { runs: [run], keptRuns: 12, freedBytes: 12_400 };

test("what would go is said first, and then done", async () => {
  const engine = testEngine({ "millrace/prune": () => plan });
  const dialogs = new TestDialogs(["more than a month", "Delete"]);
  await pruneHistory(engine, dialogs);
  const retention = { maxRuns: null, maxAgeMs: 2_592_000_000, maxBytes: null };
  expect(engine.asked).toEqual([
    ["millrace/prune", { retention, isDryRun: true }],
    ["millrace/prune", { retention, isDryRun: false }],
  ]);
  expect(dialogs.said).toEqual([
    "Delete 1 run? brisk-heron (load). 12.4 KB come free, and 12 runs stay. Runs that go on, wait or are looked at are not touched. This cannot be undone.",
    "1 run deleted, 12.4 KB freed",
  ]);
});

test.each([
  ["nobody agrees", plan, ["All runs that have ended", undefined]],
  ["nothing is beyond it", { ...plan, runs: [] }, ["newest 100"]],
  ["nothing is chosen", plan, [undefined]],
])("nothing is deleted where %s", async (_, answer, replies) => {
  const engine = testEngine({ "millrace/prune": () => answer });
  await pruneHistory(engine, new TestDialogs(replies));
  expect(engine.asked.filter(([, params]) => JSON.stringify(params).includes('"isDryRun":false'))).toEqual([]);
});

test("of many runs the first are named", async () => {
  const dialogs = new TestDialogs(["newest 100"]);
  await pruneHistory(testEngine({ "millrace/prune": () => ({ ...plan, runs: Array.from({ length: 1_207 }, () => run) }) }), dialogs);
  expect(dialogs.said[0]).toMatch(/^Delete 1,207 runs\? (brisk-heron \(load\),? ){5}and 1202 more\./);
});
