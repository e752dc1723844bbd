/** Dagre as the oracle. Its types do not resolve in this kind of module, so what is used of it is written down here. */
import * as dagre from "@dagrejs/dagre";

interface DagreGraph {
  setGraph(label: { readonly ranker: string }): DagreGraph;
  setDefaultEdgeLabel(make: () => object): DagreGraph;
  setNode(name: string, size: { readonly width: number; readonly height: number }): void;
  setEdge(from: string, to: string): void;
  node(name: string): { readonly x: number; readonly y: number };
}

interface Dagre {
  readonly graphlib: { readonly Graph: new () => DagreGraph };
  layout(graph: DagreGraph): void;
}

export type Pair = readonly [from: number, to: number];

/** The centre of each node, with ranks from top to bottom. */
export function dagreLayout(nodes: number, edges: readonly Pair[]): (number: number) => { readonly x: number; readonly y: number } {
  const { graphlib, layout } = dagre as unknown as Dagre;
  const graph = new graphlib.Graph().setGraph({ ranker: "longest-path" }).setDefaultEdgeLabel(() => ({}));
  for (let node = 0; node < nodes; node += 1) graph.setNode(String(node), { width: 24, height: 100 });
  for (const [from, to] of edges) graph.setEdge(String(from), String(to));
  layout(graph);
  return (node) => graph.node(String(node));
}
