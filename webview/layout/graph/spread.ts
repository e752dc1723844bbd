/** Places along a rank: as near as may be to where each node would like to be, in order, and none on top of another. */
import type { Layers } from "./layers.ts";
import { at } from "./numbers.ts";

const passes = 6;

/** Centres across, by node. `sizes`: by node; dummies have none of their own. */
export function spreadRanks({ ranks, before, behind, size, realNodes }: Layers, sizes: Float64Array, gap: number): Float64Array {
  const centres = new Float64Array(size);
  // How far each node stands behind the first of its rank when all are packed.
  const packed = new Float64Array(size);
  for (const rank of ranks) {
    let place = 0;
    for (let index = 0; index < rank.length; index += 1) {
      const node = at(rank, index);
      if (index > 0) place += apart(at(rank, index - 1), node, realNodes, sizes, gap);
      packed[node] = place;
    }
    // Around the middle, so that a source stands in the middle of what follows.
    for (let index = 0; index < rank.length; index += 1) centres[at(rank, index)] = at(packed, at(rank, index)) - place / 2;
  }
  const blocks = new Blocks(ranks.reduce((most, rank) => Math.max(most, rank.length), 0));
  for (let pass = 0; pass < passes; pass += 1) {
    const isDown = pass % 2 === 0;
    const [near, far] = isDown ? [before, behind] : [behind, before];
    for (let step = 0; step < ranks.length; step += 1) {
      const rank = ranks[isDown ? step : ranks.length - 1 - step] ?? [];
      settle(rank, near, far, pass >= passes - 2, packed, centres, blocks);
    }
  }
  return centres;
}

function apart(a: number, b: number, realNodes: number, sizes: Float64Array, gap: number): number {
  const thickness = ((a < realNodes ? at(sizes, a) : 0) + (b < realNodes ? at(sizes, b) : 0)) / 2;
  return thickness + (a < realNodes && b < realNodes ? gap : gap / 2);
}

/** The mean of the neighbours on one side; of both where it is the end, which straightens what runs through. */
function wish(node: number, near: readonly (readonly number[])[], far: readonly (readonly number[])[], isLast: boolean, centres: Float64Array): number {
  const first = near[node];
  const second = isLast || first === undefined || first.length === 0 ? far[node] : undefined;
  let sum = 0;
  let count = 0;
  if (first !== undefined) for (; count < first.length; count += 1) sum += at(centres, at(first, count));
  if (second !== undefined) {
    for (let index = 0; index < second.length; index += 1) sum += at(centres, at(second, index));
    count += second.length;
  }
  return count === 0 ? at(centres, node) : sum / count;
}

/** Neighbours that stand packed: where each block begins, the sum of its wishes, how many there are. Reused for all ranks. */
class Blocks {
  readonly first: Int32Array;
  readonly sum: Float64Array;
  readonly count: Int32Array;

  constructor(most: number) {
    this.first = new Int32Array(most);
    this.sum = new Float64Array(most);
    this.count = new Int32Array(most);
  }
}

/**
 * The places that are nearest to the wishes (by the sum of squares) and keep order and distance: neighbours whose
 * wishes collide become a block, which stands at the mean of its wishes (pool adjacent violators).
 */
function settle(rank: readonly number[], near: readonly (readonly number[])[], far: readonly (readonly number[])[], isLast: boolean, packed: Float64Array, centres: Float64Array, { first, sum, count }: Blocks): void {
  let last = -1;
  for (let index = 0; index < rank.length; index += 1) {
    const node = at(rank, index);
    last += 1;
    first[last] = index;
    sum[last] = wish(node, near, far, isLast, centres) - at(packed, node);
    count[last] = 1;
    while (last > 0 && at(sum, last - 1) / at(count, last - 1) > at(sum, last) / at(count, last)) {
      sum[last - 1] = at(sum, last - 1) + at(sum, last);
      count[last - 1] = at(count, last - 1) + at(count, last);
      last -= 1;
    }
  }
  for (let block = 0; block <= last; block += 1) {
    const mean = at(sum, block) / at(count, block);
    const end = at(first, block) + at(count, block);
    for (let index = at(first, block); index < end; index += 1) centres[at(rank, index)] = mean + at(packed, at(rank, index));
  }
}
