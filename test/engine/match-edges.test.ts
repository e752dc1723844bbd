/** Between which task runs an edge of the code lies, where its calls made several. */
import { expect, test } from "vitest";
import { foldRecords } from "../../core/records/fold.ts";
import type { RunRecord, RunRecordBody } from "../../core/records/run-record.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { Share } from "../../engine/discovery/discovery.ts";
import { matchEdges, type MatchedEdge } from "../../engine/runs/history/match-edges.ts";

interface Call {
  readonly value?: number;
  readonly parent?: number;
}

/**
 * `events` in order: `a1` calls the upstream with number 1, `a1.` ends it, `b1` calls the downstream; `attempt` begins the flow's next.
 * `calls` has what a call gives or is given (0 by default), and what called it. What comes out is written alike.
 */
function check(share: Share, events: string, expected: Readonly<Record<string, string>>, calls: Readonly<Record<string, Call>> = {}): void {
  const bodies: RunRecordBody[] = [
    { k: "open", v: 3, id: "r", pid: 1, sdk: "0", node: "0" },
    { k: "def", def: 1, kind: "flow", name: "f", file: "f.ts", position: null },
    { k: "def", def: 2, kind: "task", name: "t", file: "f.ts", position: null },
    { k: "site", site: 1, position: "f.ts:1:1" },
    { k: "site", site: 2, position: "f.ts:2:1" },
    { k: "flow", run: 0, id: "r", def: 1, name: "r", params: {} },
  ];
  const numbers = new Map<string, number>();
  for (const event of events.split(" ")) {
    const name = event.replace(".", "");
    const { value = 0, parent } = calls[name] ?? {};
    const task = numbers.get(name) ?? numbers.size + 1;
    if (event.endsWith(".")) bodies.push({ k: "done", task, r: { v: value } });
    else if (event === "attempt") bodies.push({ k: "attempt", run: 0, attempt: 2, cause: "retry" });
    else {
      numbers.set(name, task);
      const isUpstream = name.startsWith("a");
      bodies.push({ k: "task", task, def: 2, no: task, run: 0, site: isUpstream ? 1 : 2, in: isUpstream ? {} : { x: { v: value } }, s: 1, ...(parent === undefined ? {} : { parent }) });
    }
  }
  const view = foldRecords(bodies.map((body, index): RunRecord => ({ ...body, n: index + 1, g: 1, at: (index + 1) * 2 })));
  const inferred = new Map<number, readonly MatchedEdge[]>();
  matchEdges(view, "f.ts", [{ from: { line: 1, column: 1 }, to: { line: 2, column: 1 }, share, parameter: "x" }], inferred);
  const names = new Map([...numbers].map(([name, task]) => [task, name]));
  expect(Object.fromEntries([...inferred].map(([task, edges]) => [names.get(task), edges.map((edge) => names.get(edge.task)).join(" ")]))).toEqual(expected);
}

test("one: the latest that has ended", () => check("one", "a1 a1. b1 a2 a2. b2 a3 b3", { b1: "a1", b2: "a2", b3: "a2" }));

test("a promise that is handed on before it is done: the latest that was called", () => check("one", "a1 b1 a1.", { b1: "a1" }));

test("batch: all that ended since it was last used", () => check("batch", "a1 a2 a2. a1. b1 b2 a3 a3. b3", { b1: "a2 a1", b2: "a2 a1", b3: "a3" }));

test("all: all that have ended so far", () => check("all", "a1 a1. b1 a2 a2. b2", { b1: "a1", b2: "a1 a2" }));

test("turn: in the order in which they ended, however they overlap", () =>
  check("turn", "a1 a2 a3 a2. b2 a1. a3. b1 b3", { b2: "a2", b1: "a1", b3: "a3" }));

test("turn: by the value, where other work of a turn changes the order", () =>
  check("turn", "a1 a2 a1. a2. b2 b1", { b2: "a2", b1: "a1" }, { a1: { value: 1 }, a2: { value: 2 }, b1: { value: 1 }, b2: { value: 2 } }));

test("turn: all that may be meant, where nothing tells", () => check("turn", "a1 a2 a1. a2. b1", { b1: "a1 a2" }));

test("element: in the order of the list", () => check("element", "a1 a2 a2. a1. b1 b2", { b1: "a1", b2: "a2" }));

test("element: by the value, where some were left out", () =>
  check("element", "a1 a2 a3 a1. a2. a3. b1 b2", { b1: "a1", b2: "a3" }, { a1: { value: 5 }, a2: { value: 1 }, a3: { value: 7 }, b1: { value: 5 }, b2: { value: 7 } }));

test("a value that some only have by chance tells nothing", () =>
  check("element", "a1 a2 a1. a2. b1 b2", { b1: "a1", b2: "a2" }, { a1: { value: 1 }, a2: { value: 2 }, b1: { value: 2 }, b2: { value: 3 } }));

test("calls of the same task run belong together", () =>
  check("all", "p q a1 a2 a1. a2. b2 b1", { b1: "a1", b2: "a2" }, { a1: { parent: 1 }, b1: { parent: 1 }, a2: { parent: 2 }, b2: { parent: 2 } }));

test("calls of another attempt of the flow do not", () => check("all", "a1 a1. b1 attempt a2 a2. b2", { b1: "a1", b2: "a2" }));

test("very many edges are cut to the last", () => {
  const count = 500;
  const numbers = Array.from({ length: count }, (_, index) => index);
  const events = [...numbers.map((n) => `a${n}`), ...numbers.map((n) => `a${n}.`), ...numbers.map((n) => `b${n}`)].join(" ");
  const last = numbers.slice(-400).map((n) => `a${n}`).join(" ");
  check("all", events, Object.fromEntries(numbers.map((n) => [`b${n}`, last])));
});

test.for(["one", "turn", "element", "batch", "all"] as const)("a loop of fifty thousand turns does not copy what ended before for each of them: %s", (share) => {
  const turns = 50_000;
  const calls = Array.from({ length: 2 * turns }, (_, task) => ({ task, run: 0, flowAttempt: 1, parent: null, site: task % 2, inputs: {}, states: [{ type: "PENDING", at: 2 * task }, { type: "COMPLETED", at: 2 * task + 1 }] }));
  const view = { taskRuns: new Map(calls.map((call) => [call.task, call])), sites: new Map([[0, "f.ts:1:1"], [1, "f.ts:2:1"]]) } as unknown as RunView;
  const inferred = new Map<number, readonly MatchedEdge[]>();
  matchEdges(view, "f.ts", [{ from: { line: 1, column: 1 }, to: { line: 2, column: 1 }, share, parameter: null }], inferred);
  const edges = [...inferred.values()].reduce((sum, { length }) => sum + length, 0);
  expect([inferred.size, inferred.get(2 * turns - 1)?.at(-1)?.task, edges <= 200_000]).toEqual([turns, 2 * turns - 2, true]);
});
