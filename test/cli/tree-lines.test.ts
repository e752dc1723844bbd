import { expect, test } from "vitest";
import type { Step } from "./build.ts";
import { at, failed, flowStarted, flowState, plainLook, taskDone, taskStarted, taskState, viewOf } from "./build.ts";
import { fitRows } from "../../cli/view/fit-rows.ts";
import { asciiIcons } from "../../cli/view/icons.ts";
import type { Look } from "../../cli/view/look.ts";
import { treeOfView } from "../../cli/view/run-tree.ts";
import { treeLines } from "../../cli/view/tree-lines.ts";
import { rowsOfTree, type Detail } from "../../cli/view/tree-rows.ts";

interface Drawing {
  readonly nowMs?: number;
  readonly detail?: Detail;
  readonly look?: Look;
  readonly room?: number;
}

function draw(steps: readonly Step[], { nowMs = 2_400, detail = "live", look = plainLook, room = 40 }: Drawing = {}): string {
  const tree = treeOfView(viewOf(steps), at(nowMs));
  if (tree === undefined) return "";
  return `\n${treeLines(fitRows(rowsOfTree(tree, detail), room), look).join("\n")}\n`;
}

test("a flow run stands over its task runs, with how long each has run", () => {
  const steps = [...flowStarted(), taskStarted(10, 1), taskDone(320, 1), taskStarted(330, 2)];
  expect(draw(steps)).toBe(`
● GitHub Stars  brisk-heron     2.4s
  ✔ getStars-0                 310ms
  ● getStars-1                  2.1s
`);
});

test("a fan-out of more than six runs is one line with counts, its failures under it", () => {
  const running = Array.from({ length: 9 }, (_, index) => taskStarted(10 + index, index + 1));
  const done = [1, 2, 3, 4].map((task) => taskDone(110 + task, task));
  const waiting: Step = [200, { k: "task", task: 10, def: 1, no: 9, run: 0 }];
  const steps = [...flowStarted(), ...running, ...done, taskState(130, 5, failed("503 Service Unavailable")), waiting];
  expect(draw(steps)).toBe(`
● GitHub Stars  brisk-heron     2.4s
  ● getStars                    2.4s   ━━━━━━────────  ✔ 4  ● 4  ○ 1  ✖ 1
    ✖ getStars-4               116ms   503 Service Unavailable
`);
});

test("a run that waits for its retry says when, and one that was retried says how often", () => {
  const awaiting = { type: "SCHEDULED", name: "AwaitingRetry", at: 0, message: null, scheduledAt: at(4_400) } as const;
  const retrying = { type: "RUNNING", name: "Retrying", at: 0, message: null } as const;
  const steps = [
    ...flowStarted(),
    taskStarted(10, 1),
    taskStarted(12, 2),
    taskState(110, 1, awaiting),
    taskState(112, 2, retrying),
    taskDone(212, 2),
  ];
  expect(draw(steps)).toBe(`
● GitHub Stars  brisk-heron     2.4s
  ↻ getStars-0                 100ms   attempt 2 in 2.0s
  ✔ getStars-1                 200ms   attempt 2
`);
});

test("a state whose name says more than its icon is named", () => {
  const cached = { type: "COMPLETED", name: "Cached", at: 0, message: null } as const;
  const notReady = { type: "PENDING", name: "NotReady", at: 0, message: "Upstream getStars-2 is Failed." } as const;
  const timedOut = { type: "FAILED", name: "TimedOut", at: 0, message: "Timed out after 1 second(s)" } as const;
  const pending: (task: number) => Step = (task) => [10, { k: "task", task, def: 1, no: task - 1, run: 0 }];
  const steps = [
    ...flowStarted(),
    pending(1),
    taskState(20, 1, cached),
    pending(2),
    taskState(30, 2, notReady),
    taskStarted(40, 3),
    taskState(1_040, 3, timedOut),
  ];
  expect(draw(steps)).toBe(`
● GitHub Stars  brisk-heron     2.4s
  ✔ getStars-0                         Cached
  ⊘ getStars-1                         NotReady   Upstream getStars-2 is Failed.
  ✖ getStars-2                  1.0s   TimedOut   Timed out after 1 second(s)
`);
});

const withChild: readonly Step[] = [
  ...flowStarted(),
  [10, { k: "def", def: 2, kind: "flow", name: "Enrich", file: null, position: null }],
  [10, { k: "task", task: 1, def: 2, no: 0, run: 0, child: 1 }],
  [10, { k: "flow", run: 1, id: "child", def: 2, name: "swift-otter", params: {}, task: 1 }],
  flowState(11, { type: "RUNNING", name: "Running", at: 0, message: null }, 1),
  [12, { k: "task", task: 2, def: 1, no: 0, run: 1, s: 1 }],
  taskDone(112, 2),
];

test("a child flow run at work shows what it does", () => {
  expect(draw(withChild)).toBe(`
● GitHub Stars  brisk-heron     2.4s
  ● Enrich  swift-otter         2.4s
    ✔ getStars-0               100ms
`);
});

test("a child flow run that is over is one line", () => {
  const steps = [...withChild, flowState(511, { type: "COMPLETED", name: "Completed", at: 0, message: null }, 1)];
  expect(draw(steps, { detail: "final" })).toBe(`
● GitHub Stars  brisk-heron     2.4s
  ✔ Enrich  swift-otter        500ms
`);
});

test("a task that a task called hangs under its caller", () => {
  const steps = [...flowStarted(), taskStarted(10, 1), taskStarted(20, 2, { parent: 1 })];
  expect(draw(steps)).toBe(`
● GitHub Stars  brisk-heron     2.4s
  ● getStars-0                  2.4s
    ● getStars-1                2.4s
`);
});

test("runs that a resume has superseded are left out", () => {
  const steps: readonly Step[] = [...flowStarted(), taskStarted(10, 1), taskDone(20, 1), [30, { k: "superseded", tasks: [1] }]];
  expect(draw(steps)).toBe(`
● GitHub Stars  brisk-heron     2.4s
`);
});

test("where there is too little room, what is over goes first", () => {
  const steps = [
    ...flowStarted(),
    taskStarted(10, 1),
    taskDone(20, 1),
    taskStarted(30, 2),
    taskDone(40, 2),
    taskStarted(50, 3),
    taskState(60, 3, failed("boom")),
    taskStarted(70, 4),
  ];
  expect(draw(steps, { room: 4 })).toBe(`
● GitHub Stars  brisk-heron     2.4s
  ✖ getStars-2                  10ms   boom
  ● getStars-3                  2.3s
  … 2 more
`);
});

test("a terminal without UTF-8 gets ASCII, and a narrow one gets lines that fit", () => {
  const look = { ...plainLook, icons: asciiIcons, columns: 40 };
  const steps = [...flowStarted(), taskStarted(10, 1), taskState(60, 1, failed("HttpError: 503 Service Unavailable"))];
  expect(draw(steps, { look })).toBe(`
* GitHub Stars...      2.4s
  x getStars-0         50ms   HttpErr...
`);
});

test("a flow run that failed with others says how many", () => {
  const aggregated = { ...failed("two is bad"), message: "1/3 states failed." };
  expect(draw([...flowStarted(), flowState(101, aggregated)])).toBe(`
✖ GitHub Stars  brisk-heron    100ms   1/3 states failed.
`);
});

test("text of users cannot steer the terminal or break the line", () => {
  const steps = [...flowStarted(), taskStarted(10, 1), taskState(60, 1, failed("one \u001b[31mred\u001b[0m \u0007\ntwo"))];
  expect(draw(steps)).toBe(`
● GitHub Stars  brisk-heron     2.4s
  ✖ getStars-0                  50ms   one red
`);
});
