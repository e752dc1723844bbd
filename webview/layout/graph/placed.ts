/** A graph with its places on the plane, and what lies where. */
import type { Box } from "../plane-view.ts";
import type { GraphInput, GraphLayout } from "./layered.ts";
import { at, bump } from "./numbers.ts";
import { rankNodes } from "./ranks.ts";
import type { GraphEdge, GraphNode, RunGraph } from "./run-graph.ts";

export type Direction = "right" | "down";

export interface PlacedNode {
  readonly node: GraphNode;
  /** Centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly rank: number;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  /** x and y in pairs, from the edge of one node to that of the other. */
  readonly points: readonly number[];
}

export interface PlacedGraph {
  readonly direction: Direction;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly box: Box;
}

export const nodeHeight = 24;
const gaps = { right: { rankGap: 36, nodeGap: 10 }, down: { rankGap: 26, nodeGap: 12 } } as const;

/** The direction in which more of it can be seen; that of before unless the other is much better. */
export function directionFor(graph: RunGraph, widthOf: (node: GraphNode) => number, width: number, height: number, before: Direction | undefined): Direction {
  const ranks = rankNodes(graph.nodes.length, edgesOf(graph));
  const widest = new Float64Array(ranks.count);
  const abreast = new Float64Array(ranks.count);
  const counts = new Float64Array(ranks.count);
  graph.nodes.forEach((node, index) => {
    const rank = at(ranks.of, index);
    widest[rank] = Math.max(at(widest, rank), widthOf(node));
    bump(abreast, rank, widthOf(node) + gaps.down.nodeGap);
    bump(counts, rank);
  });
  const right = Math.min(1, width / (widest.reduce((sum, one) => sum + one + gaps.right.rankGap, 0) + 1), height / (Math.max(0, ...counts) * (nodeHeight + gaps.right.nodeGap) + 1));
  const down = Math.min(1, width / (Math.max(0, ...abreast) + 1), height / (ranks.count * (nodeHeight + gaps.down.rankGap) + 1));
  if (before !== undefined && Math.max(right, down) < Math.min(right, down) * 1.3) return before;
  if (right === down) return width < height ? "down" : "right";
  return right > down ? "right" : "down";
}

/** What a layout needs to know. `earlier`: nodes that stood before keep their places. */
export function graphInput(graph: RunGraph, direction: Direction, widthOf: (node: GraphNode) => number, earlier: PlacedGraph | undefined): GraphInput {
  const widths = Float64Array.from(graph.nodes, widthOf);
  const heights = new Float64Array(graph.nodes.length).fill(nodeHeight);
  const [along, across] = direction === "right" ? [widths, heights] : [heights, widths];
  return {
    nodes: graph.nodes.length,
    edges: edgesOf(graph),
    along,
    across,
    ...gaps[direction],
    earlier: earlier?.direction === direction ? earlierPlaces(graph, earlier) : null,
  };
}

export function placeGraph(graph: RunGraph, layout: GraphLayout, direction: Direction, widthOf: (node: GraphNode) => number): PlacedGraph {
  const isRight = direction === "right";
  const nodes = graph.nodes.map((node, index): PlacedNode => {
    const [along, across] = [at(layout.along, index), at(layout.across, index)];
    return { node, x: isRight ? along : across, y: isRight ? across : along, width: widthOf(node), rank: at(layout.ranks, index) };
  });
  const bendsOf = bendsByEdge(layout);
  const edges = graph.edges.flatMap((edge): PlacedEdge[] => {
    const [from, to] = [nodes[edge.from], nodes[edge.to]];
    if (from === undefined || to === undefined) return [];
    const bends = bendsOf.get(`${edge.from} ${edge.to}`);
    const middle: number[] = [];
    for (let index = 0; bends !== undefined && index < bends.length; index += 2) {
      const [along, across] = [at(bends, index), at(bends, index + 1)];
      middle.push(isRight ? along : across, isRight ? across : along);
    }
    const ends = isRight ? [from.x + from.width / 2, from.y, to.x - to.width / 2, to.y] : [from.x, from.y + nodeHeight / 2, to.x, to.y - nodeHeight / 2];
    return [{ edge, points: [...ends.slice(0, 2), ...middle, ...ends.slice(2)] }];
  });
  return { direction, nodes, edges, box: boxOf(nodes) };
}

export function boxOfNode({ x, y, width }: PlacedNode): Box {
  return { left: x - width / 2, top: y - nodeHeight / 2, right: x + width / 2, bottom: y + nodeHeight / 2 };
}

/** The index of the node at a place; -1 where there is none. */
export function nodeAt({ nodes }: PlacedGraph, x: number, y: number): number {
  return nodes.findIndex((node) => Math.abs(node.x - x) <= node.width / 2 && Math.abs(node.y - y) <= nodeHeight / 2);
}

export type Step = "left" | "right" | "up" | "down";

/** The node that an arrow key leads to: along an edge forwards or back, else the next in the same rank. */
export function neighbourOf({ nodes, edges, direction }: PlacedGraph, index: number, step: Step): number {
  const here = nodes[index];
  if (here === undefined) return nodes.length > 0 ? 0 : -1;
  const forwards = direction === "right" ? "right" : "down";
  const backwards = direction === "right" ? "left" : "up";
  const across = (node: PlacedNode): number => (direction === "right" ? node.y : node.x);
  const nearest = (candidates: readonly number[]): number =>
    candidates.reduce((best, one) => (best < 0 || distance(one) < distance(best) ? one : best), -1);
  const distance = (one: number): number => Math.abs(across(nodes[one] ?? here) - across(here));
  if (step === forwards || step === backwards) {
    const tied = edges.flatMap(({ edge }) => (step === forwards ? (edge.from === index ? [edge.to] : []) : edge.to === index ? [edge.from] : []));
    const found = nearest(tied);
    return found < 0 ? index : found;
  }
  const isLess = step === "up" || step === "left";
  const beside = nodes.flatMap((node, other) => (other !== index && node.rank === here.rank && across(node) < across(here) === isLess && across(node) !== across(here) ? [other] : []));
  const found = nearest(beside);
  return found < 0 ? index : found;
}

function edgesOf({ edges }: RunGraph): Int32Array {
  return Int32Array.from(edges.flatMap(({ from, to }) => [from, to]));
}

function earlierPlaces({ nodes }: RunGraph, earlier: PlacedGraph): GraphInput["earlier"] {
  const known = new Map(earlier.nodes.map((node) => [node.node.key, node]));
  const across = new Float64Array(nodes.length).fill(NaN);
  const ranks = new Int32Array(nodes.length);
  nodes.forEach(({ key }, index) => {
    const node = known.get(key);
    if (node === undefined) return;
    across[index] = earlier.direction === "right" ? node.y : node.x;
    ranks[index] = node.rank;
  });
  return { across, ranks };
}

function bendsByEdge({ edges, bends }: GraphLayout): Map<string, Float64Array> {
  const found = new Map<string, Float64Array>();
  bends.forEach((bend, index) => {
    if (bend.length > 0) found.set(`${at(edges, index * 2)} ${at(edges, index * 2 + 1)}`, bend);
  });
  return found;
}

function boxOf(nodes: readonly PlacedNode[]): Box {
  let box: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const node of nodes) {
    const { left, top, right, bottom } = boxOfNode(node);
    box = { left: Math.min(box.left, left), top: Math.min(box.top, top), right: Math.max(box.right, right), bottom: Math.max(box.bottom, bottom) };
  }
  return nodes.length === 0 ? { left: 0, top: 0, right: 0, bottom: 0 } : box;
}
