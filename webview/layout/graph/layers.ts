/** Nodes by rank, with a dummy node wherever an edge passes a rank, so that each edge leads to the next rank. */
import { at } from "./numbers.ts";
import type { Ranks } from "./ranks.ts";

export interface Layers {
  /** Real nodes first, then dummies. */
  readonly size: number;
  readonly realNodes: number;
  /** By rank, in order. */
  readonly ranks: number[][];
  /** By node: what it is tied to in the rank before, and in the rank behind. */
  readonly before: number[][];
  readonly behind: number[][];
  /** By edge of `Ranks.forward`: the dummies it passes. */
  readonly chains: readonly number[][];
}

export function layersOf(nodes: number, { of, count, forward }: Ranks): Layers {
  const ranks: number[][] = Array.from({ length: count }, () => []);
  const before: number[][] = Array.from({ length: nodes }, () => []);
  const behind: number[][] = Array.from({ length: nodes }, () => []);
  for (let node = 0; node < nodes; node += 1) ranks[at(of, node)]?.push(node);
  let size = nodes;
  const chains: number[][] = [];
  for (let index = 0; index < forward.length; index += 2) {
    const [from, to] = [at(forward, index), at(forward, index + 1)];
    const chain: number[] = [];
    let last = from;
    for (let rank = at(of, from) + 1; rank < at(of, to); rank += 1) {
      const dummy = size;
      size += 1;
      before.push([last]);
      behind.push([]);
      behind[last]?.push(dummy);
      ranks[rank]?.push(dummy);
      chain.push(dummy);
      last = dummy;
    }
    behind[last]?.push(to);
    before[to]?.push(last);
    chains.push(chain);
  }
  return { size, realNodes: nodes, ranks, before, behind, chains };
}
