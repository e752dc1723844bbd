/** Places along a rank: as near as may be to where each node would like to be, in order, and none on top of another. */
import type { Layers } from "./layers.ts";
import { at } from "./numbers.ts";

const passes = 8;

/** Centres across, by node. `sizes`: by node; dummies have none of their own. */
export function spreadRanks({ ranks, before, behind, size, realNodes }: Layers, sizes: Float64Array, gap: number): Float64Array {
  const centres = new Float64Array(size);
  const thickness = (node: number): number => (node < realNodes ? at(sizes, node) : 0);
  const apart = (a: number, b: number): number => (thickness(a) + thickness(b)) / 2 + (a < realNodes && b < realNodes ? gap : gap / 2);
  for (const rank of ranks) {
    let place = 0;
    rank.forEach((node, index) => {
      if (index > 0) place += apart(rank[index - 1] ?? node, node);
      centres[node] = place;
    });
    // Around the middle, so that a source stands in the middle of what follows.
    const half = place / 2;
    for (const node of rank) centres[node] = at(centres, node) - half;
  }
  for (let pass = 0; pass < passes; pass += 1) {
    const isDown = pass % 2 === 0;
    for (let step = 0; step < ranks.length; step += 1) {
      const rank = ranks[isDown ? step : ranks.length - 1 - step] ?? [];
      settle(rank, (node) => wish(node, isDown, pass >= passes - 2, before, behind, centres), apart, centres);
    }
  }
  return centres;
}

/** The mean of the neighbours on one side; at the end of both, which straightens what runs through. */
function wish(node: number, isDown: boolean, isLast: boolean, before: readonly (readonly number[])[], behind: readonly (readonly number[])[], centres: Float64Array): number {
  const near = (isDown ? before : behind)[node] ?? [];
  const far = isLast || near.length === 0 ? ((isDown ? behind : before)[node] ?? []) : [];
  const count = near.length + far.length;
  if (count === 0) return at(centres, node);
  let sum = 0;
  for (const other of near) sum += at(centres, other);
  for (const other of far) sum += at(centres, other);
  return sum / count;
}

/**
 * The places that are nearest to the wishes (by the sum of squares) and keep order and distance: neighbours whose
 * wishes collide become a block, which stands at the mean of its wishes (pool adjacent violators).
 */
function settle(rank: readonly number[], wishOf: (node: number) => number, apart: (a: number, b: number) => number, centres: Float64Array): void {
  const blocks: { first: number; sum: number; count: number }[] = [];
  // How far each node stands behind the first of the rank when all are packed.
  const offsets = new Float64Array(rank.length);
  rank.forEach((node, index) => {
    if (index > 0) offsets[index] = at(offsets, index - 1) + apart(rank[index - 1] ?? node, node);
    blocks.push({ first: index, sum: wishOf(node) - at(offsets, index), count: 1 });
    for (let last = blocks.length - 1; last > 0; last -= 1) {
      const [upper, lower] = [blocks[last - 1], blocks[last]];
      if (upper === undefined || lower === undefined || upper.sum / upper.count <= lower.sum / lower.count) break;
      upper.sum += lower.sum;
      upper.count += lower.count;
      blocks.pop();
    }
  });
  for (const { first, sum, count } of blocks) {
    for (let index = first; index < first + count; index += 1) centres[rank[index] ?? 0] = sum / count + at(offsets, index);
  }
}
