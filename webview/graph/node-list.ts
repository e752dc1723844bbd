/** The nodes as options of a list, so that they can be told. */
import type { PlacedGraph } from "../layout/graph/placed.ts";
import type { GraphNode } from "../layout/graph/run-graph.ts";
import { fill, make, setAttributes } from "../parts/dom.ts";
import type { NodeLook } from "./draw-graph.ts";
import { spokenNode } from "./node-looks.ts";

export interface NodeListFacts {
  readonly focused: number;
  readonly selected: number;
  readonly look: (node: GraphNode) => NodeLook;
}

/** More than these are not all put into the document. */
const mostOptions = 300;

export function listNodes(list: HTMLElement, { nodes, edges }: PlacedGraph, { focused, selected, look }: NodeListFacts): void {
  const upstream = nodes.map((): string[] => []);
  for (const { edge } of edges) if (edge.kind !== "call") upstream[edge.to]?.push(nodes[edge.from]?.node.name ?? "");
  const options = nodes.map(({ node }, index) => {
    if (nodes.length > mostOptions && index !== focused) return null;
    const attributes = { role: "option", id: `node-${index}`, "aria-selected": String(index === selected), "aria-posinset": index + 1, "aria-setsize": nodes.length };
    return make("div", attributes, spokenNode(node, look(node), upstream[index] ?? []));
  });
  fill(list, ...options);
  setAttributes(list, { "aria-activedescendant": nodes.length === 0 ? undefined : `node-${focused}` });
}
