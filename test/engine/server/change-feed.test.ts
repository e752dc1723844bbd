import { expect, test } from "vitest";
import type { EngineChange } from "../../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import { ChangeFeed } from "../../../engine/server/change-feed.ts";
import { HandClock } from "../hand-clock.ts";
import { plainSummary } from "../plain-summary.ts";

function summary(id: string, name = "Running"): RunSummary {
  return plainSummary({ id, state: { type: "RUNNING", name, message: null } });
}

test("the first change is told at once, further ones together after 100 ms, with revisions without a gap", () => {
  const clock = new HandClock();
  const told: EngineChange[] = [];
  const feed = new ChangeFeed(clock, (change) => told.push(change));
  feed.run(summary("a"));
  feed.run(summary("a", "Retrying"));
  feed.run(summary("b"));
  feed.file("a.ts", [], []);
  expect(told).toEqual([{ revision: 1, runs: [summary("a")] }]);
  clock.advance(99);
  expect(told).toHaveLength(1);
  clock.advance(1);
  expect(told[1]).toEqual({ revision: 2, flows: { "a.ts": [] }, problems: { "a.ts": [] }, runs: [summary("a", "Retrying"), summary("b")] });
  clock.advance(500);
  feed.scanned();
  expect([told.length, told[2], feed.revision]).toEqual([3, { revision: 3, isScanned: true }, 3]);
});

test("a run that goes is told as gone alone, and one that comes again as there", () => {
  const clock = new HandClock();
  const told: EngineChange[] = [];
  const feed = new ChangeFeed(clock, (change) => told.push(change));
  feed.scanned();
  feed.run(summary("a"));
  feed.removed("a");
  feed.removed("b");
  feed.run(summary("b"));
  clock.advance(100);
  expect(told[1]).toEqual({ revision: 2, runs: [summary("b")], removedRuns: ["a"] });
});
