/** The layout of graphs, with dagre as the oracle for ranks and crossings. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { countCrossings } from "../../../webview/layout/graph/crossings.ts";
import { layOutGraph, type GraphInput, type GraphLayout } from "../../../webview/layout/graph/layered.ts";
import { rankNodes } from "../../../webview/layout/graph/ranks.ts";
import { dagreLayout, type Pair } from "./dagre.ts";

function input(nodes: number, edges: readonly Pair[], earlier: GraphInput["earlier"] = null): GraphInput {
  return { nodes, edges: Int32Array.from(edges.flat()), along: new Float64Array(nodes).fill(100), across: new Float64Array(nodes).fill(24), rankGap: 40, nodeGap: 10, earlier };
}

/** Acyclic: edges lead from a lower number to a higher one, each once. */
const graphs = fc.integer({ min: 2, max: 24 }).chain((nodes) =>
  fc.uniqueArray(
    fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)).filter(([from, to]) => from < to),
    { maxLength: nodes * 2, selector: ([from, to]) => `${from} ${to}` },
  ).map((edges) => ({ nodes, edges })),
);

/** Longest paths from the sources. Dagre's lead to the sinks, so it gets the graph turned round. */
function dagreRanks(nodes: number, edges: readonly Pair[]): number[] {
  const place = dagreLayout(nodes, edges.map(([from, to]) => [to, from] as const));
  const ranks = Array.from({ length: nodes }, (_, node) => place(node).y);
  const levels = [...new Set(ranks)].sort((a, b) => b - a);
  return ranks.map((rank) => levels.indexOf(rank));
}

test("ranks are longest paths, as dagre has them", () => {
  fc.assert(
    fc.property(graphs, ({ nodes, edges }) => {
      const connected = new Set(edges.flat());
      const own = [...rankNodes(nodes, Int32Array.from(edges.flat())).of];
      const oracle = dagreRanks(nodes, edges);
      for (const node of connected) expect(own[node]).toBe(oracle[node]);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("each edge leads to a higher rank", () => {
  fc.assert(
    fc.property(graphs, ({ nodes, edges }) => {
      const { ranks } = layOutGraph(input(nodes, edges));
      for (const [from, to] of edges) expect(ranks[from]).toBeLessThan(ranks[to] ?? -1);
    }),
    { numRuns: 100, seed: 2 },
  );
});

test("a circle is cut once, and what is left leads forwards", () => {
  const layout = layOutGraph(input(3, [[0, 1], [1, 2], [2, 0], [1, 1]]));
  expect([...layout.edges]).toEqual([0, 1, 1, 2]);
  expect([...layout.ranks]).toEqual([0, 1, 2]);
});

test("no two nodes of a rank lie on top of each other", () => {
  fc.assert(
    fc.property(graphs, ({ nodes, edges }) => {
      const { ranks, across } = layOutGraph(input(nodes, edges));
      for (let a = 0; a < nodes; a += 1) {
        for (let b = a + 1; b < nodes; b += 1) if (ranks[a] === ranks[b]) expect(Math.abs((across[a] ?? 0) - (across[b] ?? 0))).toBeGreaterThanOrEqual(34 - 1e-6);
      }
    }),
    { numRuns: 100, seed: 3 },
  );
});

test("the same graph gives the same picture", () => {
  const edges: Pair[] = [[0, 3], [1, 2], [0, 2], [1, 3], [2, 4], [3, 4]];
  expect(layOutGraph(input(5, edges))).toEqual(layOutGraph(input(5, edges)));
});

/** Crossings of the straight lines between the ends of edges that pass no rank. */
function crossings(edges: readonly Pair[], rank: (node: number) => number, place: (node: number) => number): number {
  let count = 0;
  edges.forEach(([from, to], index) => {
    for (const [otherFrom, otherTo] of edges.slice(index + 1)) {
      if (rank(from) === rank(otherFrom) && (place(from) - place(otherFrom)) * (place(to) - place(otherTo)) < -1e-9) count += 1;
    }
  });
  return count;
}

/** Ten layers of twelve, each node tied to one to three of the next layer. */
function layeredGraph(seed: number): Pair[] {
  let state = seed;
  const chance = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const edges = new Map<string, Pair>();
  for (let node = 0; node < 108; node += 1) {
    for (let tie = 0; tie < 1 + chance() * 2; tie += 1) {
      const to = (Math.floor(node / 12) + 1) * 12 + Math.floor(chance() * 12);
      edges.set(`${node} ${to}`, [node, to]);
    }
    // From above too, so that the rank of each is that of its layer.
    if (node >= 12) edges.set(`${node - 12} ${node}`, [node - 12, node]);
  }
  for (let node = 108; node < 120; node += 1) edges.set(`${node - 12} ${node}`, [node - 12, node]);
  return [...edges.values()];
}

test("there are at most a quarter more crossings than in dagre's layout", () => {
  let [own, oracle] = [0, 0];
  for (let seed = 1; seed <= 8; seed += 1) {
    const edges = layeredGraph(seed);
    const layout = layOutGraph(input(120, edges));
    own += crossings(edges, (node) => layout.ranks[node] ?? 0, (node) => layout.across[node] ?? 0);
    const place = dagreLayout(120, edges);
    oracle += crossings(edges, (node) => place(node).y, (node) => place(node).x);
  }
  expect(own / oracle).toBeLessThanOrEqual(1.25);
});

test("crossings are counted", () => {
  expect(countCrossings(Int32Array.from([2, 0, 1]), 3)).toBe(2);
  expect(countCrossings(Int32Array.from([0, 0, 1, 1]), 2)).toBe(0);
});

function earlierOf({ across, ranks }: GraphLayout, nodes: number): NonNullable<GraphInput["earlier"]> {
  const places = new Float64Array(nodes).fill(NaN);
  places.set(across);
  const known = new Int32Array(nodes);
  known.set(ranks);
  return { across: places, ranks: known };
}

test("while a graph grows, what stood stays where it was", () => {
  const edges: Pair[] = [[0, 1], [0, 2], [1, 3], [2, 3], [0, 4]];
  const before = layOutGraph(input(5, edges));
  const after = layOutGraph(input(7, [...edges, [0, 5], [3, 6]], earlierOf(before, 7)));
  expect([...after.across.slice(0, 5)]).toEqual([...before.across]);
  const sameRank = [1, 2, 4, 5].map((node) => after.across[node] ?? 0).sort((a, b) => a - b);
  for (let at = 1; at < sameRank.length; at += 1) expect((sameRank[at] ?? 0) - (sameRank[at - 1] ?? 0)).toBeGreaterThanOrEqual(34 - 1e-6);
});

test("when more is new than old, all is laid out anew", () => {
  const before = layOutGraph(input(2, [[0, 1]]));
  const edges: Pair[] = [[0, 1], [0, 2], [0, 3], [0, 4], [1, 5]];
  expect(layOutGraph(input(6, edges, earlierOf(before, 6)))).toEqual(layOutGraph(input(6, edges)));
});

test("an empty graph has no places", () => {
  expect(layOutGraph(input(0, []))).toMatchObject({ rankCount: 0, crossings: 0 });
});

test("a chain as long as a run does not overflow the stack", () => {
  const nodes = 50_000;
  const edges = Array.from({ length: nodes - 1 }, (_, node): Pair => [node, node + 1]);
  expect(layOutGraph(input(nodes, edges)).rankCount).toBe(nodes);
});
