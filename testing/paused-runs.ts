import type { PauseDocument } from "../core/protocol/run-document.ts";
import type { RootRun } from "../sdk/run/root-run.ts";
import { documentOf, flowRunsIn } from "./document-of.ts";

/** A flow run that waits for a person. */
export interface PausedRun extends PauseDocument {
  /** Of the flow run, which may be a child. */
  readonly id: string;
  readonly name: string;
  readonly flow: string;
}

/** The flow runs of a root run that wait for a person, as its records tell. */
export function pausedRuns(root: RootRun): readonly PausedRun[] {
  if (![...root.activeFlowRuns].some(({ pauses }) => pauses.request !== null)) return [];
  return flowRunsIn(documentOf(root)).flatMap(({ id, name, flow, pause }) => (pause === null ? [] : [{ id, name, flow, ...pause }]));
}

/** When the first of the pauses that are open ends without an answer. */
export function nextPauseEndUs(roots: readonly RootRun[]): number {
  const ends = roots.flatMap((root) => [...root.activeFlowRuns].flatMap(({ state, pauses }) => (state.type === "PAUSED" && pauses.request !== null ? [state.timeoutAt] : [])));
  return Math.min(Number.POSITIVE_INFINITY, ...ends);
}
