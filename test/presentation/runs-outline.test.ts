import { expect, test } from "vitest";
import { RunsOutline } from "../../core/presentation/runs-outline.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { makeFailedRun, makeRunningRun, noonUs } from "./builders.ts";

function makeOutline(...runs: RunSummary[]): RunsOutline {
  const known = new Map(runs.map((run) => [run.id, run]));
  return new RunsOutline(() => [{ uri: "file:///ws", mirror: { runs: known } }]);
}

function labels(outline: RunsOutline): string[] {
  const write = (depth: number, node?: Parameters<RunsOutline["line"]>[0]): string[] =>
    outline.children(node, noonUs, 0).flatMap((child) => [`${"  ".repeat(depth)}${outline.line(child, noonUs, 0)?.label}`, ...write(depth + 1, child)]);
  return write(0);
}

test("runs stand in their groups, and the task that failed below its run", () => {
  expect(labels(makeOutline(makeFailedRun({ id: "a" }), makeRunningRun({ id: "b", flow: "send" })))).toEqual(["Running", "  send", "Today", "  load", "    upload"]);
});

test("while a run goes on its own line alone is drawn anew", () => {
  const running = makeRunningRun({ id: "b" });
  const outline = makeOutline(running);
  labels(outline);
  outline.note({ isWhole: false, files: [], runs: [{ before: running, after: running }], removedRuns: [] });
  expect(outline.takeDirty()).toEqual([{ kind: "run", folder: "file:///ws", runId: "b" }]);
  outline.note({ isWhole: false, files: [], runs: [{ before: undefined, after: running }], removedRuns: [] });
  expect(outline.takeDirty()).toBe("all");
  expect(outline.takeDirty()).toEqual([]);
});

test("a node is the same object from refresh to refresh", () => {
  const outline = makeOutline(makeRunningRun({ id: "b" }));
  expect(outline.children(undefined, noonUs, 0)[0]).toBe(outline.children(undefined, noonUs, 0)[0]);
});
