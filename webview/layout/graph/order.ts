/** The order within each rank: each node moves to the middle of its neighbours, and the order with the fewest crossings stays. */
import { countCrossings } from "./crossings.ts";
import type { Layers } from "./layers.ts";
import { at } from "./numbers.ts";

const sweeps = 12;
/** So many sweeps without fewer crossings, and no more are tried. */
const patience = 4;

/** Orders `layers.ranks` in place; answers with the crossings that are left. */
export function orderRanks({ ranks, before, behind, size }: Layers): number {
  const position = new Float64Array(size);
  const middles = new Float64Array(size);
  for (const rank of ranks) number(rank, position);
  let best = ranks.map((rank) => rank.slice());
  let fewest = crossingsOf(ranks, behind, position);
  let fruitless = 0;
  for (let sweep = 0; sweep < sweeps && fewest > 0 && fruitless < patience; sweep += 1) {
    const isDown = sweep % 2 === 0;
    for (let step = 1; step < ranks.length; step += 1) {
      const rank = ranks[isDown ? step : ranks.length - 1 - step];
      if (rank !== undefined) sortByMiddle(rank, isDown ? before : behind, position, middles);
    }
    const crossings = crossingsOf(ranks, behind, position);
    fruitless += 1;
    if (crossings >= fewest) continue;
    fruitless = 0;
    fewest = crossings;
    best = ranks.map((rank) => rank.slice());
  }
  best.forEach((rank, index) => (ranks[index] = rank));
  return fewest;
}

export function crossingsOf(ranks: readonly (readonly number[])[], behind: readonly (readonly number[])[], position: Float64Array): number {
  let crossings = 0;
  for (let index = 0; index + 1 < ranks.length; index += 1) {
    const rank = ranks[index] ?? [];
    let count = 0;
    for (const node of rank) count += behind[node]?.length ?? 0;
    const lower = new Int32Array(count);
    let end = 0;
    for (const node of rank) {
      const start = end;
      for (const target of behind[node] ?? []) {
        lower[end] = at(position, target);
        end += 1;
      }
      if (end - start > 1) lower.subarray(start, end).sort();
    }
    crossings += countCrossings(lower, ranks[index + 1]?.length ?? 0);
  }
  return crossings;
}

/** By the mean position of the neighbours in one direction; what has none keeps its place, and so do those alike. */
function sortByMiddle(rank: number[], neighbours: readonly (readonly number[])[], position: Float64Array, middles: Float64Array): void {
  for (const node of rank) {
    const near = neighbours[node];
    if (near === undefined || near.length === 0) {
      middles[node] = at(position, node);
      continue;
    }
    let sum = 0;
    for (const other of near) sum += at(position, other);
    middles[node] = sum / near.length;
  }
  rank.sort((a, b) => at(middles, a) - at(middles, b) || at(position, a) - at(position, b));
  number(rank, position);
}

function number(rank: readonly number[], position: Float64Array): void {
  for (let index = 0; index < rank.length; index += 1) position[rank[index] ?? 0] = index;
}
