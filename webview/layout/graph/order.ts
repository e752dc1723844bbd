/** The order within each rank: each node moves to the middle of its neighbours, and the order with the fewest crossings stays. */
import { countCrossings } from "./crossings.ts";
import type { Layers } from "./layers.ts";
import { at } from "./numbers.ts";

const sweeps = 12;
/** So many sweeps without fewer crossings, and no more are tried. */
const patience = 4;
const fewEdges = 12;

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
    for (let place = 0; place < rank.length; place += 1) count += behind[at(rank, place)]?.length ?? 0;
    const lower = new Int32Array(count);
    let end = 0;
    for (let place = 0; place < rank.length; place += 1) {
      const targets = behind[at(rank, place)] ?? [];
      const start = end;
      for (; end < start + targets.length; end += 1) lower[end] = at(position, at(targets, end - start));
      if (targets.length > fewEdges) lower.subarray(start, end).sort();
      else insertionSort(lower, start, end);
    }
    crossings += countCrossings(lower, ranks[index + 1]?.length ?? 0);
  }
  return crossings;
}

/** Most nodes have a few edges, for which a sort that is called costs more than it does. */
function insertionSort(values: Int32Array, start: number, end: number): void {
  for (let index = start + 1; index < end; index += 1) {
    const value = at(values, index);
    let place = index;
    for (; place > start && at(values, place - 1) > value; place -= 1) values[place] = at(values, place - 1);
    values[place] = value;
  }
}

/** By the mean position of the neighbours in one direction; what has none keeps its place, and so do those alike. */
function sortByMiddle(rank: number[], neighbours: readonly (readonly number[])[], position: Float64Array, middles: Float64Array): void {
  for (let index = 0; index < rank.length; index += 1) {
    const node = at(rank, index);
    const near = neighbours[node] ?? [];
    let sum = 0;
    for (let other = 0; other < near.length; other += 1) sum += at(position, at(near, other));
    middles[node] = near.length === 0 ? at(position, node) : sum / near.length;
  }
  rank.sort((a, b) => at(middles, a) - at(middles, b) || at(position, a) - at(position, b));
  number(rank, position);
}

function number(rank: readonly number[], position: Float64Array): void {
  for (let index = 0; index < rank.length; index += 1) position[rank[index] ?? 0] = index;
}
