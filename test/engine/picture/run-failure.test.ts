import { expect, test } from "vitest";
import type { RunRecordBody } from "../../../core/records/run-record.ts";
import { foldRecords } from "../../../core/records/fold.ts";
import type { RunFailure } from "../../../core/protocol/run-summary.ts";
import type { RunState } from "../../../core/states/run-state.ts";
import { failureOf } from "../../../engine/runs/picture/run-failure.ts";
import { runId } from "../build-history.ts";

const id = runId("a");

function failed(message: string, stack: string, type: "FAILED" | "CRASHED" = "FAILED", at = 0): RunState {
  return { type, name: type === "FAILED" ? "Failed" : "Crashed", at, message, error: { name: "Error", message, stack: `Error: ${message}\n${stack}` } };
}

function stack(...frames: readonly string[]): string {
  return frames.map((frame) => `    at ${frame}`).join("\n");
}

const head: readonly RunRecordBody[] = [
  { k: "open", v: 1, id, pid: 1, sdk: "0.0.0", node: "v20" },
  { k: "def", def: 1, kind: "flow", name: "stars", file: "a.ts", position: "a.ts:20:1" },
  { k: "def", def: 2, kind: "task", name: "load", file: "a.ts", position: "a.ts:3:1" },
  { k: "def", def: 3, kind: "task", name: "all", file: "a.ts", position: "a.ts:9:1" },
  { k: "site", site: 1, position: "a.ts:22:9" },
  { k: "site", site: 2, position: "a.ts:10:5" },
  { k: "flow", run: 0, id, def: 1, name: "calm-otter", params: {} },
];

function check(records: readonly RunRecordBody[], end: RunState): RunFailure | null {
  const view = foldRecords([...head, ...records, { k: "state" as const, run: 0, state: end }].map((body, index) => ({ ...body, n: index + 1, g: 1, at: 1_000 + index * 10 })));
  return failureOf(view, { root: "/repo", folder: "/repo", folderName: "/repo" }, end);
}

test("the task that failed first is named, with the line in the workspace that threw and all calls that led there", () => {
  const thrown = stack("fail (/repo/node_modules/lib/index.js:1:1)", "read (/repo/a.ts:5:11)", "/repo/a.ts:4:3", "runTask (/repo/node_modules/millrace/dist/index.js:9:9)");
  expect(
    check(
      [
        { k: "task", task: 1, def: 3, no: 0, run: 0, site: 1, s: 1 },
        { k: "task", task: 2, def: 2, no: 0, run: 0, site: 2, parent: 1, s: 1 },
        { k: "state", task: 2, state: failed("no", thrown, "FAILED", 5) },
        { k: "state", task: 1, state: failed("no", thrown, "FAILED", 6) },
      ],
      failed("no", thrown),
    ),
  ).toEqual({
    task: { id: `${id}-2`, name: "load-0" },
    error: { name: "Error", message: "no" },
    at: { file: "/repo/a.ts", line: 5, column: 11 },
    callSites: [
      { file: "/repo/a.ts", line: 10, column: 5, label: "load-0" },
      { file: "/repo/a.ts", line: 22, column: 9, label: "all-0" },
      { file: "/repo/a.ts", line: 20, column: 1, label: "stars" },
    ],
  });
});

test("what the flow's own code threw names no task, even where one has failed before", () => {
  const found = check(
    [
      { k: "task", task: 1, def: 2, no: 0, run: 0, s: 1 },
      { k: "state", task: 1, state: failed("handled", "") },
    ],
    failed("own", stack("async file:///repo/a.ts:24:9")),
  );
  expect([found?.task, found?.at]).toEqual([null, { file: "/repo/a.ts", line: 24, column: 9 }]);
});

test("a cause leads to the task that threw it", () => {
  const inner = failed("inner", stack("/repo/a.ts:4:3"));
  const found = check(
    [
      { k: "task", task: 1, def: 2, no: 0, run: 0, s: 1 },
      { k: "state", task: 1, state: inner },
    ],
    { type: "FAILED", name: "Failed", at: 9, message: "outer", error: { name: "Error", message: "outer", stack: "Error: outer", cause: { name: "Error", message: "inner", stack: `Error: inner\n${stack("/repo/a.ts:4:3")}` } } },
  );
  expect([found?.task?.name, found?.error?.message, found?.at]).toEqual(["load-0", "inner", { file: "/repo/a.ts", line: 4, column: 3 }]);
});

test("an error without a frame in the workspace is shown at the definition of its task", () => {
  const found = check(
    [
      { k: "task", task: 1, def: 2, no: 0, run: 0, s: 1 },
      { k: "state", task: 1, state: failed("no", stack("node:fs:1:1", "x (/elsewhere/b.ts:1:1)")) },
    ],
    failed("no", ""),
  );
  expect(found?.at).toEqual({ file: "/repo/a.ts", line: 3, column: 1 });
});

test("a crash names the task that was under way; a run that did not fail has no failure", () => {
  const crashed = failed("gone", "", "CRASHED");
  expect(check([{ k: "task", task: 1, def: 2, no: 0, run: 0, s: 1 }, { k: "state", task: 1, state: crashed }], crashed)?.task?.name).toBe("load-0");
  expect(check([], { type: "CANCELLED", name: "Cancelled", at: 9, message: null })).toBe(null);
});

test("places are below the folder by the name that the editor knows", () => {
  const end = failed("own", stack("/repo/flows/a.ts:24:9"));
  const view = foldRecords([...head, { k: "state" as const, run: 0, state: end }].map((body, index) => ({ ...body, n: index + 1, g: 1, at: 1_000 + index * 10 })));
  expect(failureOf(view, { root: "/repo", folder: "/repo/flows", folderName: "/link" }, end)?.at).toEqual({ file: "/link/a.ts", line: 24, column: 9 });
});
