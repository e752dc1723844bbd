/**
 * A graph in layers: longest paths, dummy nodes, barycenter sweeps, then places. Deterministic, and in time for a graph of
 * thousands of nodes to be laid out while one looks at it. Directions are called along (from rank to rank) and across.
 */
import { layersOf } from "./layers.ts";
import { at } from "./numbers.ts";
import { orderRanks } from "./order.ts";
import { rankNodes, type Edges } from "./ranks.ts";
import { placeNewNodes } from "./grow.ts";
import { spreadRanks } from "./spread.ts";

export interface GraphInput {
  readonly nodes: number;
  readonly edges: Edges;
  /** Pixels, by node. */
  readonly along: Float64Array;
  readonly across: Float64Array;
  readonly rankGap: number;
  readonly nodeGap: number;
  /** Centres of those that have stood before, NaN for new ones: what stood stays. `null`: all from scratch. */
  readonly earlier: { readonly across: Float64Array; readonly ranks: Int32Array } | null;
}

export interface GraphLayout {
  readonly ranks: Int32Array;
  readonly rankCount: number;
  /** Centres, by node. */
  readonly along: Float64Array;
  readonly across: Float64Array;
  /** Edges as they were given but for circles, and by edge the centres of what it passes: along and across in pairs. */
  readonly edges: Edges;
  readonly bends: readonly Float64Array[];
  readonly crossings: number;
}

/** Beyond this many edges that pass ranks their bends cost more than they show. */
const mostDummies = 20_000;

export function layOutGraph(input: GraphInput): GraphLayout {
  const { nodes, edges, earlier } = input;
  const ranks = rankNodes(nodes, edges);
  const alongRank = alongOf(input, ranks.of, ranks.count);
  const along = Float64Array.from(ranks.of, (rank) => at(alongRank, rank));
  const base = { ranks: ranks.of, rankCount: ranks.count, along, edges: ranks.forward };
  if (earlier !== null) {
    const across = placeNewNodes(input, ranks, earlier);
    if (across !== undefined) return { ...base, across, bends: [], crossings: -1 };
  }
  if (passedRanks(ranks.of, ranks.forward) > mostDummies) {
    // Without the edges that pass ranks the order is found from the others.
    const near = Int32Array.from(nearEdges(ranks.of, ranks.forward));
    const layers = layersOf(nodes, { ...ranks, forward: near });
    const crossings = orderRanks(layers);
    return { ...base, across: spreadRanks(layers, input.across, input.nodeGap), bends: [], crossings };
  }
  const layers = layersOf(nodes, ranks);
  const crossings = orderRanks(layers);
  const centres = spreadRanks(layers, input.across, input.nodeGap);
  const bends = layers.chains.map((chain, edge) => {
    const first = at(ranks.of, at(ranks.forward, edge * 2)) + 1;
    return Float64Array.from(chain.flatMap((dummy, index) => [at(alongRank, first + index), at(centres, dummy)]));
  });
  return { ...base, across: centres.slice(0, nodes), bends, crossings };
}

/** The centre of each rank. */
function alongOf({ along, rankGap }: GraphInput, ranks: Int32Array, count: number): Float64Array {
  const most = new Float64Array(count);
  ranks.forEach((rank, node) => (most[rank] = Math.max(at(most, rank), at(along, node))));
  const centres = new Float64Array(count);
  let end = 0;
  for (let rank = 0; rank < count; rank += 1) {
    centres[rank] = end + at(most, rank) / 2;
    end += at(most, rank) + rankGap;
  }
  return centres;
}

function passedRanks(ranks: Int32Array, edges: Edges): number {
  let passed = 0;
  for (let index = 0; index < edges.length; index += 2) passed += at(ranks, at(edges, index + 1)) - at(ranks, at(edges, index)) - 1;
  return passed;
}

function nearEdges(ranks: Int32Array, edges: Edges): number[] {
  const near: number[] = [];
  for (let index = 0; index < edges.length; index += 2) {
    const [from, to] = [at(edges, index), at(edges, index + 1)];
    if (at(ranks, to) === at(ranks, from) + 1) near.push(from, to);
  }
  return near;
}
