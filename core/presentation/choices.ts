/** Flows and runs as they are chosen from a list. */
import type { FlowEntry } from "../protocol/flow-entry.ts";
import type { RunSummary } from "../protocol/run-summary.ts";
import { lookOf, runDescription, stateWords } from "./run-look.ts";

export interface Choice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** @param folder where it has to be told which folder it is in, else empty */
export function flowChoice(flow: FlowEntry, run: RunSummary | undefined, folder: string): Choice {
  const icon = run === undefined ? "history" : lookOf(run).icon;
  return { label: `$(${icon}) ${flow.name}`, description: `${folder === "" ? "" : `${folder} • `}${flow.file}`, detail: flow.description ?? "" };
}

export function runChoice(run: RunSummary, nowUs: number): Choice {
  return { label: `$(${lookOf(run).icon}) ${run.flow}`, description: `${run.name} · ${stateWords(run)} · ${runDescription(run, nowUs)}`, detail: "" };
}
