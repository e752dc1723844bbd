/** In which column each node stands: one behind the last of what it depends on. */
import { at, bump } from "./numbers.ts";

/** Pairs of node numbers, from and to, one after the other. */
export type Edges = Int32Array;

export interface Ranks {
  /** From 0, by node. */
  readonly of: Int32Array;
  readonly count: number;
  /** Edges that lead to a higher rank; those that would close a circle, and those to itself, are left out. */
  readonly forward: Edges;
}

/** Longest paths from the sources. More nodes behind a node never move it, so that a graph that grows keeps its place. */
export function rankNodes(nodes: number, edges: Edges): Ranks {
  const forward = withoutCircles(nodes, edges);
  const { starts, targets } = successors(nodes, forward);
  const waiting = new Int32Array(nodes);
  for (let index = 1; index < forward.length; index += 2) bump(waiting, at(forward, index));
  const order: number[] = [];
  for (let node = 0; node < nodes; node += 1) if (at(waiting, node) === 0) order.push(node);
  const of = new Int32Array(nodes);
  let highest = 0;
  for (let head = 0; head < order.length; head += 1) {
    const node = at(order, head);
    const below = at(of, node) + 1;
    for (let index = at(starts, node); index < at(starts, node + 1); index += 1) {
      const target = at(targets, index);
      if (at(of, target) < below) of[target] = below;
      highest = Math.max(highest, at(of, target));
      bump(waiting, target, -1);
      if (at(waiting, target) === 0) order.push(target);
    }
  }
  return { of, count: nodes === 0 ? 0 : highest + 1, forward };
}

/** Targets of each node's edges, one list after the other. */
export function successors(nodes: number, edges: Edges): { readonly starts: Int32Array; readonly targets: Int32Array } {
  const starts = new Int32Array(nodes + 1);
  for (let index = 0; index < edges.length; index += 2) bump(starts, at(edges, index) + 1);
  for (let node = 0; node < nodes; node += 1) bump(starts, node + 1, at(starts, node));
  const next = starts.slice();
  const targets = new Int32Array(edges.length / 2);
  for (let index = 0; index < edges.length; index += 2) {
    const from = at(edges, index);
    targets[at(next, from)] = at(edges, index + 1);
    bump(next, from);
  }
  return { starts, targets };
}

const [unseen, open, done] = [0, 1, 2];

/** Leaves out each edge that leads back to where the walk came from. Without recursion: a chain may be as long as a run. */
function withoutCircles(nodes: number, edges: Edges): Edges {
  const { starts, targets } = successors(nodes, edges);
  const colors = new Uint8Array(nodes);
  const position = starts.slice(0, nodes);
  const kept: number[] = [];
  for (let root = 0; root < nodes; root += 1) {
    if (colors[root] !== unseen) continue;
    const stack = [root];
    colors[root] = open;
    while (stack.length > 0) {
      const node = at(stack, stack.length - 1);
      const index = at(position, node);
      if (index >= at(starts, node + 1)) {
        colors[node] = done;
        stack.pop();
        continue;
      }
      position[node] = index + 1;
      const target = at(targets, index);
      if (colors[target] === open) continue;
      kept.push(node, target);
      if (colors[target] !== unseen) continue;
      colors[target] = open;
      stack.push(target);
    }
  }
  return Int32Array.from(kept);
}
