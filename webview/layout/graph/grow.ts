/** A graph that grows: what stood stays where it was, what is new finds a free place near what it depends on. */
import type { GraphInput } from "./layered.ts";
import { at } from "./numbers.ts";
import type { Ranks } from "./ranks.ts";

/** More new nodes than this share of all, and the whole is laid out anew. */
const mostNew = 0.5;

/** Centres across, or `undefined` when too much is new. A node whose rank has changed counts as new. */
export function placeNewNodes({ nodes, across: sizes, nodeGap }: GraphInput, ranks: Ranks, earlier: NonNullable<GraphInput["earlier"]>): Float64Array | undefined {
  const centres = new Float64Array(nodes);
  const taken: { readonly from: number; readonly to: number }[][] = Array.from({ length: ranks.count }, () => []);
  const isNew = (node: number): boolean => Number.isNaN(earlier.across[node] ?? NaN) || at(earlier.ranks, node) !== at(ranks.of, node);
  const take = (node: number, centre: number): void => {
    centres[node] = centre;
    const half = at(sizes, node) / 2 + nodeGap / 2;
    taken[at(ranks.of, node)]?.push({ from: centre - half, to: centre + half });
  };
  const added: number[] = [];
  for (let node = 0; node < nodes; node += 1) {
    if (isNew(node)) added.push(node);
    else take(node, at(earlier.across, node));
  }
  if (added.length > nodes * mostNew) return undefined;
  const before = predecessors(nodes, ranks);
  // In order of rank, so that what a node depends on has its place.
  added.sort((a, b) => at(ranks.of, a) - at(ranks.of, b) || a - b);
  for (const node of added) {
    const above = before[node] ?? [];
    const wish = above.length === 0 ? 0 : above.reduce((sum, other) => sum + at(centres, other), 0) / above.length;
    take(node, freePlace(taken[at(ranks.of, node)] ?? [], wish, at(sizes, node) / 2 + nodeGap / 2));
  }
  return centres;
}

/** The centre nearest to the wish at which nothing else stands. */
function freePlace(taken: readonly { readonly from: number; readonly to: number }[], wish: number, half: number): number {
  const isFree = (centre: number): boolean => taken.every(({ from, to }) => centre + half <= from + 1e-6 || centre - half >= to - 1e-6);
  if (isFree(wish)) return wish;
  // Only right beside something that stands can the nearest free place be.
  const candidates = taken.flatMap(({ from, to }) => [from - half, to + half]);
  candidates.sort((a, b) => Math.abs(a - wish) - Math.abs(b - wish) || a - b);
  return candidates.find(isFree) ?? wish;
}

function predecessors(nodes: number, { forward }: Ranks): number[][] {
  const before: number[][] = Array.from({ length: nodes }, () => []);
  for (let index = 0; index < forward.length; index += 2) before[at(forward, index + 1)]?.push(at(forward, index));
  return before;
}
