/** Lines of the two trees, in words: the editor's half only makes its items of them. */
import type { FlowEntry } from "../protocol/flow-entry.ts";
import type { RunSummary } from "../protocol/run-summary.ts";
import { isFinalType } from "../states/state-type.ts";
import type { RunGroup } from "./run-groups.ts";
import { isWaiting, waitingWords } from "./waiting-words.ts";
import { isPartial, lookOf, progressOf, runDescription, spokenRun, stateWords, type RunLook } from "./run-look.ts";

export interface TreeLine {
  /** Stable, so that a line stays open and selected from refresh to refresh. */
  readonly id: string;
  readonly label: string;
  readonly look: RunLook | null;
  readonly description: string;
  /** Markdown; what users' code has written is in `plainTooltip`. */
  readonly tooltip: string;
  readonly plainTooltip: string;
  /** Words that menus look for. */
  readonly context: string;
  /** For a screen reader; empty: the label says all. */
  readonly spoken: string;
  /** `null`: nothing stands below it. */
  readonly isOpen: boolean | null;
}

const plainLine = { look: null, tooltip: "", plainTooltip: "", spoken: "", isOpen: null } as const;

export function flowLine(folder: string, flow: FlowEntry, run: RunSummary | undefined, nowUs: number): TreeLine {
  const last = run === undefined ? "Never run" : `Last run: ${stateWords(run)}`;
  return {
    ...plainLine,
    id: `${folder} ${flow.id}`,
    label: flow.name,
    look: run === undefined ? { icon: "circle-large-outline", color: undefined } : lookOf(run),
    description: run === undefined ? "never run" : standing(run, nowUs),
    tooltip: `**${flow.name}** · ${last}\n\n`,
    plainTooltip: flow.description ?? "",
    context: `flow ${flow.isBroken ? "broken" : flow.parameters}`,
    spoken: `Flow ${flow.name}, ${run === undefined ? "never run" : `last run: ${spokenRun(run, nowUs)}`}`,
  };
}

/** Trees are not drawn each second: what goes on has its progress, and its time in the lens and the panel. */
function standing(run: RunSummary, nowUs: number): string {
  return isFinalType(run.state.type) ? runDescription(run, nowUs) : progressOf(run);
}

export function groupLine({ id, label, runs }: RunGroup, isOpen: boolean): TreeLine {
  return { ...plainLine, id: `group ${id}`, label, description: String(runs.length), context: "group", isOpen };
}

export function runLine(run: RunSummary, nowUs: number, offsetMinutes: number): TreeLine {
  const { tasks, failure, attempt, problem } = run;
  const counts = `${tasks.completed} of ${tasks.total} tasks completed${tasks.failed > 0 ? `, ${tasks.failed} failed` : ""}${attempt > 1 ? `, attempt ${attempt}` : ""}`;
  const waiting = isWaiting(run) ? waitingWords(run, nowUs, offsetMinutes) : "";
  return {
    ...plainLine,
    id: run.id,
    label: run.flow,
    look: lookOf(run),
    description: `${waiting === "" ? standing(run, nowUs) : waiting} · ${run.name}`,
    tooltip: `**${run.flow}** · ${run.name}\n\n$(${lookOf(run).icon}) ${stateWords(run)} · ${runDescription(run, nowUs)}\n\n${counts}\n\n`,
    plainTooltip: problem ?? (failure?.error == null ? waiting : `${failure.error.name}: ${failure.error.message}`),
    context: runContext(run),
    spoken: spokenRun(run, nowUs),
    isOpen: failure?.task == null ? null : false,
  };
}

/** What can be done with a run, for the menus of trees and views. */
export function runContext(run: RunSummary): string {
  const { state, failure, isResumable } = run;
  const isEnded = isFinalType(state.type);
  const words = ["run", isEnded ? "ended" : "active", isWaiting(run) ? "waiting" : "", isResumable ? "resumable" : "", isPartial(run) ? "partial" : "", failure?.at == null ? "" : "failed"];
  return words.filter((word) => word !== "").join(" ");
}

/** Below a run that failed: the task that made it fail. */
export function failedTaskLine({ id, failure }: RunSummary): TreeLine {
  const name = failure?.task?.name ?? "";
  const message = failure?.error?.message ?? "";
  const look = { icon: "error", color: "testing.iconFailed" };
  return { ...plainLine, id: `${id} failed task`, label: name, look, description: message, plainTooltip: message, context: "task failed", spoken: `Task ${name} failed: ${message}` };
}
