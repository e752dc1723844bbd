import { describe, expect, test } from "vitest";
import { foldRecords } from "../../core/records/fold.ts";
import type { DependencyRecord, RunRecord, RunRecordBody } from "../../core/records/run-record.ts";
import { runsAgain, type Choice } from "../../core/records/runs-again.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import type { RunView } from "../../core/records/run-view.ts";

interface Given {
  readonly task: number;
  readonly after?: readonly (number | DependencyRecord)[];
  /** The task run that called it. */
  readonly parent?: number;
  /** The flow run that it is in; 0 by default. */
  readonly run?: number;
  /** The child flow run that it stands for. */
  readonly child?: number;
  readonly ends?: "Completed" | "Failed" | "RolledBack" | "Running";
  readonly in?: Readonly<Record<string, StoredValue>>;
  readonly isSuperseded?: true;
}

/** A run whose root flow is named by nothing but its tasks. */
function viewOf(runs: readonly Given[]): RunView {
  const bodies: RunRecordBody[] = [
    { k: "open", v: 3, id: "r", pid: 1, sdk: "0", node: "0" },
    { k: "def", def: 1, kind: "flow", name: "f", file: "f.ts", position: null },
    { k: "def", def: 2, kind: "task", name: "t", file: "f.ts", position: null },
    { k: "flow", run: 0, id: "r", def: 1, name: "r", params: {} },
  ];
  for (const { task, after = [], parent, run = 0, child, ends = "Completed", in: inputs } of runs) {
    const dep = after.map((each): DependencyRecord => (typeof each === "number" ? [each, "future", "x"] : each));
    bodies.push({ k: "task", task, def: 2, no: task, run, ...(parent === undefined ? {} : { parent }), ...(child === undefined ? {} : { child }), ...(inputs === undefined ? {} : { in: inputs }), ...(dep.length === 0 ? {} : { dep }), s: 1 });
    if (child !== undefined) bodies.push({ k: "flow", run: child, id: `r${child}`, def: 1, name: `c${child}`, params: {}, task });
    const at = 0;
    if (ends === "Failed") bodies.push({ k: "state", task, state: { type: "FAILED", name: "Failed", at, message: null } });
    if (ends === "Completed" || ends === "RolledBack") bodies.push({ k: "done", task });
    if (ends === "RolledBack") bodies.push({ k: "state", task, state: { type: "COMPLETED", name: "RolledBack", at, message: null } });
  }
  const superseded = runs.filter((each) => each.isSuperseded).map(({ task }) => task);
  if (superseded.length > 0) bodies.push({ k: "superseded", tasks: superseded });
  return foldRecords(bodies.map((body, index): RunRecord => ({ ...body, n: index + 1, g: 1, at: (index + 1) * 2 })));
}

function check(runs: readonly Given[], choice: Partial<Choice>, expected: readonly number[]): void {
  expect(runsAgain(viewOf(runs), { chosen: [], entered: [], staticEdges: new Map(), isLost: () => false, ...choice })).toEqual(expected);
}

/** 1 → 2 → 3, and 4 by itself. */
const chain: readonly Given[] = [{ task: 1 }, { task: 2, after: [1] }, { task: 3, after: [2] }, { task: 4 }];

describe("what runs again", () => {
  test("is what was chosen and all that depends on it", () => check(chain, { chosen: [2] }, [2, 3]));

  test("follows every kind of edge", () => {
    const runs: readonly Given[] = [{ task: 1 }, { task: 2, after: [[1, "object", "x"]] }, { task: 3, after: [[2, "after"]] }, { task: 4 }, { task: 5 }];
    check(runs, { chosen: [1], staticEdges: new Map([[4, [{ task: 3 }]]]) }, [1, 2, 3, 4]);
  });

  test("does not follow an edge of the code into an input that is known to be another one's very result", () => {
    const view = viewOf([{ task: 1 }, { task: 2 }, { task: 3, after: [2], in: { x: { t: 2 } } }, { task: 4, in: { x: { v: 1 } } }]);
    const edges = [{ task: 1, parameter: "x" }, { task: 2, parameter: "x" }];
    expect(runsAgain(view, { chosen: [1], entered: [], staticEdges: new Map([[3, edges], [4, edges]]), isLost: () => false })).toEqual([1, 4]);
  });

  test("is what did not complete, wherever the rerun begins, and what depends on that", () =>
    check([{ task: 1 }, { task: 2, ends: "Failed" }, { task: 3, after: [2] }, { task: 4, ends: "RolledBack" }, { task: 5, ends: "Running" }], { chosen: [1] }, [1, 2, 3, 4, 5]));

  test("is what has lost its result, and what depends on that", () => check(chain, { chosen: [4], isLost: ({ task }) => task === 2 }, [2, 3, 4]));

  test("leaves out nothing that a later attempt superseded, which makes nothing else run", () =>
    check([{ task: 1, isSuperseded: true }, { task: 2, after: [1] }, { task: 3 }], { chosen: [3] }, [1, 3]));

  test("is nothing when nothing was chosen and all completed", () => check(chain, {}, []));
});

describe("calls inside of calls", () => {
  /** 1 is a child flow with 2 and 3 in it, 4 depends on it; 5 is a task that called 6. */
  const family: readonly Given[] = [
    { task: 1, child: 1 },
    { task: 2, run: 1 },
    { task: 3, run: 1, after: [2] },
    { task: 4, after: [1] },
    { task: 5 },
    { task: 6, parent: 5 },
  ];

  test("a child flow runs again with all that it called", () => check(family, { chosen: [1] }, [1, 2, 3, 4]));

  test("a task inside of a child flow has that one called again, and what depends on the child", () => check(family, { chosen: [3] }, [1, 3, 4]));

  test("so has a task that a task called", () => check(family, { chosen: [6] }, [5, 6]));

  test("what failed is called again, and what it had completed is kept", () =>
    check([{ task: 1, child: 1, ends: "Failed" }, { task: 2, run: 1 }, { task: 3, run: 1, ends: "Failed" }], { entered: [1, 3] }, [1, 3]));

  test("a failure that its caller got over is left alone", () => check([{ task: 1, child: 1 }, { task: 2, run: 1, ends: "Failed" }, { task: 3 }], { chosen: [3] }, [3]));

  test("but is called again where its caller is", () =>
    check([{ task: 1, child: 1 }, { task: 2, run: 1, ends: "Failed" }, { task: 3, run: 1, after: [2] }, { task: 4, run: 1 }, { task: 5, run: 1 }], { chosen: [4] }, [1, 2, 3, 4]));

  test("what depends on a run as a whole runs again as a whole", () =>
    check([{ task: 1 }, { task: 2, after: [1], child: 1 }, { task: 3, run: 1 }], { chosen: [1] }, [1, 2, 3]));
});
