import { expect, test } from "vitest";
import type { StaticGraph } from "../../../core/protocol/flow-entry.ts";
import { layOutGraph } from "../../../webview/layout/graph/layered.ts";
import { directionFor, graphInput, neighbourOf, nodeAt, placeGraph, type PlacedGraph } from "../../../webview/layout/graph/placed.ts";
import { plannedGraph, withPlanned } from "../../../webview/layout/graph/planned.ts";
import { runGraph, type GraphOptions, type RunGraph } from "../../../webview/layout/graph/run-graph.ts";
import { runTree } from "../../../webview/layout/run-tree.ts";
import { PictureMirror } from "../../../webview/model/picture.ts";
import { picture, type FlowWords, type TaskWords } from "../build.ts";

function graphOf(tasks: readonly TaskWords[], options: Partial<GraphOptions> = {}, staticEdges: readonly (readonly [number, number])[] = [], flows?: readonly FlowWords[]): RunGraph {
  const mirror = new PictureMirror(picture(tasks, flows));
  return runGraph(mirror, runTree(mirror), staticEdges, { expanded: new Set(), foldFrom: 3, ...options });
}

/** Nodes by name, edges as `a → b kind`. */
function words({ nodes, edges }: RunGraph): string[] {
  const name = (index: number): string => {
    const node = nodes[index];
    return node === undefined ? "?" : node.kind === "fold" ? `${node.name}×${node.members.length}` : node.name;
  };
  return [nodes.map((_, index) => name(index)).join(" "), ...edges.map(({ from, to, kind }) => `${name(from)} → ${name(to)} ${kind}`)];
}

const fan: readonly TaskWords[] = [{ name: "list" }, ...Array.from({ length: 4 }, () => ({ name: "index", after: [1] })), { name: "swap", after: [2, 3, 4, 5] }];

test("runs of one task fold into one node, and their edges into one", () => {
  expect(words(graphOf(fan))).toEqual(["list index×4 swap-0".replace("list", "list-0"), "list-0 → index×4 data", "index×4 → swap-0 data"]);
});

test("an unfolded node shows each run", () => {
  expect(words(graphOf(fan, { expanded: new Set(["g1.0.-1"]) }))[0]).toBe("list-0 index-0 index-1 index-2 index-3 swap-0");
});

const nested: readonly TaskWords[] = [{ name: "load" }, { name: "clean", childRun: 1, after: [1] }, { name: "strip", flowRun: 1, after: [1] }, { name: "store", after: [2] }];
const nestedFlows = [{ name: "main" }, { name: "clean", trackingTask: 2 }];

test("what runs inside of a task is part of its node until that is unfolded", () => {
  expect(words(graphOf(nested, {}, [], nestedFlows))).toEqual(["load-0 clean-0 store-0", "load-0 → clean-0 data", "clean-0 → store-0 data"]);
  expect(words(graphOf(nested, { expanded: new Set(["t2"]) }, [], nestedFlows))).toEqual([
    "load-0 clean-0 strip-0 store-0",
    "clean-0 → strip-0 call",
    "load-0 → clean-0 data",
    "load-0 → strip-0 data",
    "clean-0 → store-0 data",
  ]);
});

test("an edge that only the code shows is told from one that was recorded", () => {
  expect(words(graphOf([{ name: "a" }, { name: "b" }, { name: "c", after: [1] }], {}, [[1, 2], [1, 3]]))).toEqual(["a-0 b-0 c-0", "a-0 → c-0 data", "a-0 → b-0 static"]);
});

const plan: StaticGraph = {
  nodes: [
    { id: 0, kind: "task", name: "load", callSite: "a.ts:1:1", isRepeated: false },
    { id: 1, kind: "task", name: "store", callSite: "a.ts:2:1", isRepeated: true },
  ],
  edges: [{ from: 0, to: 1, parameter: null }],
};

test("a flow that has not run shows what its code calls", () => {
  expect(words(plannedGraph(plan))).toEqual(["load store", "load → store static"]);
});

test("what a run has not called so far stands behind what it has", () => {
  const mirror = new PictureMirror(picture([{ name: "load", site: "a.ts:1:1" }]));
  const graph = runGraph(mirror, runTree(mirror), [], { expanded: new Set(), foldFrom: 3 });
  expect(words(withPlanned(graph, mirror, plan))).toEqual(["load-0 store", "load-0 → store static"]);
});

test("a plan of which nothing was called is that of other code, and not added", () => {
  const mirror = new PictureMirror(picture([{ name: "load", site: "b.ts:9:9" }]));
  const graph = runGraph(mirror, runTree(mirror), [], { expanded: new Set(), foldFrom: 3 });
  expect(withPlanned(graph, mirror, plan)).toBe(graph);
});

function place(graph: RunGraph, direction: "right" | "down" = "right"): PlacedGraph {
  return placeGraph(graph, layOutGraph(graphInput(graph, direction, () => 100, undefined)), direction, () => 100);
}

test("arrow keys follow edges and go through a rank", () => {
  const placed = place(graphOf([{ name: "a" }, { name: "b", after: [1] }, { name: "c", after: [1] }, { name: "d", after: [2] }]));
  const upper = (placed.nodes[1]?.y ?? 0) < (placed.nodes[2]?.y ?? 0) ? 1 : 2;
  const lower = 3 - upper;
  expect(neighbourOf(placed, upper, "down")).toBe(lower);
  expect(neighbourOf(placed, lower, "up")).toBe(upper);
  expect(neighbourOf(placed, 1, "right")).toBe(3);
  expect(neighbourOf(placed, 3, "left")).toBe(1);
  expect(neighbourOf(placed, 0, "left")).toBe(0);
});

test("a node is found where it stands", () => {
  const placed = place(graphOf([{ name: "a" }, { name: "b", after: [1] }]));
  const b = placed.nodes[1];
  expect(nodeAt(placed, (b?.x ?? 0) + 40, (b?.y ?? 0) + 10)).toBe(1);
  expect(nodeAt(placed, (b?.x ?? 0) + 60, b?.y ?? 0)).toBe(-1);
});

test("a chain runs down where it is narrow, to the right where it is wide", () => {
  const chain = graphOf([{ name: "a" }, { name: "b", after: [1] }, { name: "c", after: [2] }, { name: "d", after: [3] }]);
  expect(directionFor(chain, () => 100, 300, 600, undefined)).toBe("down");
  expect(directionFor(chain, () => 100, 1_200, 200, undefined)).toBe("right");
});
