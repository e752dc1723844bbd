/** How the nodes of a graph stand, as the run goes on. */
import type { StateType } from "../../core/states/state-type.ts";
import type { GraphNode } from "../layout/graph/run-graph.ts";
import { durationOf } from "../layout/spans.ts";
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import { durationWords, stateWords } from "../layout/words.ts";
import type { NodeLook } from "./draw-graph.ts";

/** The worst first: one that failed marks its fold, and so does one that still runs. */
const weight: Readonly<Record<StateType, number>> = { CRASHED: 8, FAILED: 7, RUNNING: 6, CANCELLING: 5, PAUSED: 4, CANCELLED: 3, SCHEDULED: 2, PENDING: 1, COMPLETED: 0 };

export function nodeLook(node: GraphNode, layout: TimelineLayout | undefined, now: number): NodeLook {
  if (node.kind === "planned") return { state: undefined, note: node.isRepeated ? "×n" : "", icon: node.isFlow ? "type-hierarchy-sub" : undefined };
  if (layout === undefined) return { state: undefined, note: "", icon: undefined };
  if (node.kind === "task") {
    const span = layout.spanOf(node.task);
    if (span === undefined) return { state: undefined, note: "", icon: undefined };
    return { state: { type: span.type, name: span.stateName }, note: durationWords(durationOf(span, now)), icon: undefined };
  }
  let worst: { readonly type: StateType; readonly name: string } | undefined;
  let ended = 0;
  for (const member of node.members) {
    const span = layout.spanOf(member);
    if (span === undefined) continue;
    if (span.endAt !== undefined) ended += 1;
    if (worst === undefined || weight[span.type] > weight[worst.type]) worst = { type: span.type, name: span.stateName };
  }
  const total = node.members.length;
  return { state: worst, note: ended === total ? `×${total.toLocaleString("en")}` : `${ended}/${total}`, icon: undefined };
}

/** What a screen reader says of a node. */
export function spokenNode(node: GraphNode, look: NodeLook, upstream: readonly string[]): string {
  const state = look.state === undefined ? "not run" : stateWords(look.state.name);
  const after = upstream.length === 0 ? "" : `after ${upstream.slice(0, 5).join(", ")}${upstream.length > 5 ? ` and ${upstream.length - 5} more` : ""}`;
  return [node.name, look.note, state, after].filter((words) => words !== "").join(", ");
}
