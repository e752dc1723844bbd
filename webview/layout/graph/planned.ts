/** What the code would call and the run has not, added to the graph of what it has. */
import { taskField } from "../../../core/protocol/run-picture.ts";
import type { StaticGraph, StaticNode } from "../../../core/protocol/flow-entry.ts";
import type { PictureData } from "../picture-data.ts";
import type { GraphEdge, GraphNode, PlannedNode, RunGraph } from "./run-graph.ts";

/** The code of a flow before its first run. */
export function plannedGraph(plan: StaticGraph): RunGraph {
  const indexOf = new Map(plan.nodes.map(({ id }, index) => [id, index]));
  return { nodes: plan.nodes.map(plannedNode), edges: plan.edges.flatMap(({ from, to }) => edgeBetween(indexOf.get(from), indexOf.get(to))) };
}

/** Calls are told by where they stand; where none is known by that, the code is another than what ran, and nothing is added. */
export function withPlanned(graph: RunGraph, picture: PictureData, plan: StaticGraph): RunGraph {
  const called = nodesBySite(graph, picture);
  if (called.size > 0 && !plan.nodes.some(({ callSite }) => called.has(callSite))) return graph;
  const nodes: GraphNode[] = [...graph.nodes];
  const places = new Map<number, readonly number[]>();
  for (const planned of plan.nodes) places.set(planned.id, called.get(planned.callSite) ?? [nodes.push(plannedNode(planned)) - 1]);
  const isPlanned = (index: number): boolean => index >= graph.nodes.length;
  const edges: GraphEdge[] = [...graph.edges];
  for (const { from, to } of plan.edges) {
    for (const source of places.get(from) ?? []) {
      for (const target of places.get(to) ?? []) if (isPlanned(source) || isPlanned(target)) edges.push(...edgeBetween(source, target));
    }
  }
  return { nodes, edges };
}

function plannedNode({ id, kind, name, callSite, isRepeated }: StaticNode): PlannedNode {
  return { kind: "planned", key: `s${id}`, name, callSite, isRepeated, isFlow: kind === "flow" };
}

function edgeBetween(from: number | undefined, to: number | undefined): GraphEdge[] {
  return from === undefined || to === undefined || from === to ? [] : [{ from, to, kind: "static" }];
}

function nodesBySite({ nodes }: RunGraph, picture: PictureData): Map<string, number[]> {
  const found = new Map<string, number[]>();
  nodes.forEach((node, index) => {
    if (node.kind === "planned") return;
    const task = picture.tasks[node.kind === "task" ? node.task : (node.members[0] ?? -1)];
    const site = picture.sites[task?.[taskField.site] ?? -1];
    if (site === undefined) return;
    const known = found.get(site);
    if (known === undefined) found.set(site, [index]);
    else known.push(index);
  });
  return found;
}
