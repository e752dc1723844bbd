import { expect, test } from "vitest";
import { criticalPath } from "../../webview/layout/critical-path.ts";
import { TimelineLayout } from "../../webview/layout/timeline-layout.ts";
import { announcements } from "../../webview/model/announcements.ts";
import { PictureMirror } from "../../webview/model/picture.ts";
import { picture, summary, type TaskWords } from "./build.ts";

function check(tasks: readonly TaskWords[], expected: readonly number[]): void {
  const mirror = new PictureMirror(picture(tasks));
  expect([...criticalPath(new TimelineLayout(mirror))].sort((a, b) => a - b)).toEqual(expected);
}

test("the path leads back from the last end along what was passed on", () => {
  check(
    [
      { name: "slow", states: "pending 0 running 0 completed 50" },
      { name: "quick", states: "pending 0 running 0 completed 10" },
      { name: "join", states: "pending 50 running 50 completed 80", after: [1, 2] },
      { name: "aside", states: "pending 10 running 10 completed 60", after: [2] },
    ],
    [1, 3],
  );
});

test("where nothing was passed on, it leads to what ended before the call", () => {
  check([{ name: "first", states: "pending 0 running 0 completed 30" }, { name: "second", states: "pending 31 running 31 completed 40" }], [1, 2]);
});

test("a run says how it ended, and which tasks failed", () => {
  const failed = picture([{ name: "load", states: "pending 0 running 0 awaitingRetry 10 retrying 20 failed 90" }], undefined, summary({ type: "FAILED", endAt: 100_000 }));
  const change = { tasks: [1], flowRuns: [0], hasNewRuns: false };
  expect(announcements(summary({ type: "RUNNING" }), new PictureMirror(failed), change)).toEqual(["load-0 failed after 90ms, attempt 2", "main failed after 100ms"]);
});
