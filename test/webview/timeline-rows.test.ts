import { expect, test } from "vitest";
import { PictureMirror } from "../../webview/model/picture.ts";
import { TimelineLayout } from "../../webview/layout/timeline-layout.ts";
import { ancestorsOf, runTree, subtreeOf } from "../../webview/layout/run-tree.ts";
import { parentRow, timelineCommand } from "../../webview/timeline/keys.ts";
import { timelineRows, type TimelineRow } from "../../webview/layout/timeline-rows.ts";
import { picture, type FlowWords, type TaskWords } from "./build.ts";

/** Rows as text, indented, with `▾` open and `▸` closed. */
function outline(rows: readonly TimelineRow[]): string {
  return rows
    .map((row) => {
      const mark = row.isExpandable ? (row.isExpanded ? "▾ " : "▸ ") : "";
      const name = row.kind === "flow" ? "flow" : row.kind === "task" ? String(row.task) : `${row.members.length} of ${row.definition}`;
      return `${"  ".repeat(row.depth)}${mark}${name}`;
    })
    .join("\n");
}

function check(tasks: readonly TaskWords[], expected: string, toggled: readonly string[] = [], flows?: readonly FlowWords[]): void {
  const mirror = new PictureMirror(picture(tasks, flows));
  const rows = timelineRows(mirror, runTree(mirror), { toggled: new Set(toggled), foldKeys: [], foldFrom: 3, mostFailuresOnTop: 2 });
  expect(outline(rows)).toBe(expected);
}

const child = [{ name: "load" }, { name: "clean", childRun: 1 }, { name: "load", flowRun: 1 }, { name: "load", parent: 3, flowRun: 1 }];
const childFlows = [{ name: "main" }, { name: "clean", trackingTask: 2 }];

test("tasks stand below what called them, a child flow's below its task", () => {
  check(child, "flow\n  1\n  ▾ 2\n    ▾ 3\n      4", [], childFlows);
});

test("a closed row hides what is below it", () => {
  check(child, "flow\n  1\n  ▸ 2", ["t2"], childFlows);
});

test("many runs of one task from one place fold into one row", () => {
  check([{ name: "load" }, ...Array.from({ length: 4 }, () => ({ name: "check", site: "a.ts:1:1" })), { name: "store" }], "flow\n  1\n  ▸ 4 of 1\n  6");
});

test("runs from several places do not fold into one", () => {
  check([{ name: "a", site: "x:1:1" }, { name: "a", site: "x:1:1" }, { name: "a", site: "x:2:1" }, { name: "a", site: "x:2:1" }], "flow\n  1\n  2\n  3\n  4");
});

test("an open fold shows all of its members", () => {
  check(Array.from({ length: 3 }, () => ({ name: "check" })), "flow\n  ▾ 3 of 0\n    1\n    2\n    3", ["f0.-1.0.-1"]);
});

test("below a closed fold stand the first of its failures", () => {
  const failed = { name: "check", states: "pending 0 running 0 failed 5" };
  check([{ name: "check" }, failed, { name: "check" }, failed, failed], "flow\n  ▸ 5 of 0\n    2\n    4");
});

test("what a resume has superseded is left out", () => {
  check([{ name: "a", isSuperseded: true }, { name: "b" }], "flow\n  2");
});

test("a task without a flow around it is a root of its own", () => {
  check([{ name: "alone", flowRun: -1 }], "1", [], []);
});

test("a subtree is a task and all below it, ancestors lead up to the root", () => {
  const mirror = new PictureMirror(picture(child, childFlows));
  expect([...subtreeOf(runTree(mirror), 2)].sort()).toEqual([2, 3, 4]);
  const last = mirror.tasks[4];
  expect(last && ancestorsOf(mirror, 4)).toEqual([3, 2]);
});

test("a layout follows its picture: a failure rises out of its fold", () => {
  const words = Array.from({ length: 30 }, () => ({ name: "check", states: "pending 0 running 0" }));
  const mirror = new PictureMirror(picture(words, [{ name: "main", states: "pending 0 running 0" }]));
  const layout = new TimelineLayout(mirror);
  expect(outline(layout.rows)).toBe("flow\n  ▸ 30 of 0");
  const after = picture(words.map((word, index) => (index === 7 ? { ...word, states: "pending 0 running 0 failed 5" } : word)));
  const change = mirror.apply({ run: after.run, revision: 2, definitions: [], sites: [], stateNames: [], flowRuns: [], taskRuns: after.taskRuns.slice(7, 8) });
  expect(change).toEqual({ tasks: [8], flowRuns: [], hasNewRuns: false });
  layout.update(change ?? { tasks: [], hasNewRuns: false });
  expect(outline(layout.rows)).toBe("flow\n  ▸ 30 of 0\n    8");
  expect([layout.isLive, layout.endAt(99_000)]).toEqual([true, 99_000]);
});

const rows: readonly TimelineRow[] = [
  { kind: "flow", key: "flow", depth: 0, isExpandable: false, isExpanded: true },
  { kind: "task", key: "t1", depth: 1, isExpandable: true, isExpanded: true, task: 1 },
  { kind: "task", key: "t2", depth: 2, isExpandable: false, isExpanded: false, task: 2 },
];

test.each([
  ["ArrowDown", 0, { kind: "focus", row: 1 }],
  ["ArrowDown", 2, { kind: "focus", row: 2 }],
  ["ArrowLeft", 1, { kind: "toggle", row: 1 }],
  ["ArrowLeft", 2, { kind: "focus", row: 1 }],
  ["ArrowRight", 1, { kind: "focus", row: 2 }],
  ["ArrowRight", 2, undefined],
  ["End", 0, { kind: "focus", row: 2 }],
  [" ", 1, { kind: "toggle", row: 1 }],
  ["Enter", 2, { kind: "open" }],
  ["w", 0, { kind: "zoom", factor: 1.5 }],
  ["a", 0, { kind: "pan", pages: -0.2 }],
  ["f", 0, { kind: "fit" }],
  ["q", 0, undefined],
])("the key %s on row %i gives %j", (key, focused, command) => {
  expect(timelineCommand(key, rows, focused, 10)).toEqual(command);
});

test("the parent of a row is the nearest above with less depth", () => {
  expect([0, 1, 2].map((index) => parentRow(rows, index))).toEqual([0, 0, 1]);
});
