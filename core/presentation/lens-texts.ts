/** The three lenses of a flow. Their number never changes, so that no line jumps; only their texts do. */
import { formatDuration } from "../base/duration.ts";
import type { EngineLink } from "../protocol/engine-link.ts";
import type { FlowEntry } from "../protocol/flow-entry.ts";
import type { RunSummary } from "../protocol/run-summary.ts";
import type { EngineStatus } from "../protocol/view-api.ts";
import { isFinalType } from "../states/state-type.ts";
import type { LensSettings } from "./settings.ts";
import { isWaiting, waitingWords } from "./waiting-words.ts";
import { ageOf, durationMs, lookOf, progressOf, stateWords } from "./run-look.ts";

export interface LensText {
  readonly kind: "run" | "debug" | "lastRun";
  readonly title: string;
  readonly tooltip: string;
  /** A command's id, with the flow's or the run's reference as its argument; empty: the lens only tells. */
  readonly command: string;
  readonly on: "flow" | "run";
}

export interface LensFacts {
  readonly flow: FlowEntry;
  /** The last run, or the one that goes on. */
  readonly run: RunSummary | undefined;
  readonly isOrdered: boolean;
  readonly isTrusted: boolean;
  readonly status: EngineStatus;
  readonly nowUs: number;
  readonly offsetMinutes: number;
}

/** A lens in its place: line and column count from 1. */
export interface PlacedLens extends Pick<LensText, "title" | "tooltip" | "command"> {
  readonly line: number;
  readonly column: number;
  /** The command's argument. */
  readonly reference: { readonly folder: string; readonly flowId: string } | { readonly folder: string; readonly runId: string };
}

/** All lenses of a file, which is relative to the engine's folder. */
export function lensesOf(
  engine: Pick<EngineLink, "uri" | "mirror" | "status" | "isOrdered">,
  file: string,
  { shown, ...moment }: { readonly shown: LensSettings } & Pick<LensFacts, "isTrusted" | "nowUs" | "offsetMinutes">,
): readonly PlacedLens[] {
  return engine.mirror.flowsOf(file).flatMap((flow) => {
    const run = engine.mirror.lastRuns.get(flow.id);
    const texts = lensTexts({ flow, run, isOrdered: engine.isOrdered(flow.id), status: engine.status, ...moment });
    return texts.filter(({ kind }) => shown[kind]).map(({ title, tooltip, command, on }) => {
      const reference = { folder: engine.uri, ...(on === "run" && run !== undefined ? { runId: run.id } : { flowId: flow.id }) };
      return { line: flow.line, column: flow.column, title, tooltip, command, reference };
    });
  });
}

export function lensTexts(facts: LensFacts): readonly [LensText, LensText, LensText] {
  const run = runLens(facts);
  const debug: LensText = { kind: "debug", title: "$(debug-alt) Debug flow", tooltip: `Run ${facts.flow.name} under the debugger`, command: "millrace.debugFlow", on: "flow" };
  return [run, facts.flow.isBroken ? { ...debug, command: problems, tooltip: brokenTip } : debug, lastRunLens(facts)];
}

const problems = "workbench.actions.view.problems";
const brokenTip = "The file has a syntax error. Click to see the problems.";

function runLens({ flow, run, isOrdered, isTrusted, status }: LensFacts): LensText {
  if (isOrdered) return { kind: "run", title: "$(debug-stop) Stop", tooltip: "The run is being started", command: "", on: "flow" };
  if (run !== undefined && isActive(run) && status !== "stopped") {
    const tooltip = run.state.type === "CANCELLING" ? "It has been asked to stop. Click again to kill its process." : `Stop ${run.name}`;
    return { kind: "run", title: "$(debug-stop) Stop", tooltip, command: "millrace.stopRun", on: "run" };
  }
  if (!isTrusted) return { kind: "run", title: "$(workspace-untrusted) Trust to run", tooltip: "Nothing is run in restricted mode. Click to manage trust.", command: "workbench.trust.manage", on: "flow" };
  if (flow.isBroken) return { kind: "run", title: "$(warning) Fix errors to run", tooltip: brokenTip, command: problems, on: "flow" };
  const title = flow.parameters === "required" ? "$(play) Run flow…" : "$(play) Run flow";
  return { kind: "run", title, tooltip: flow.description ?? `Run ${flow.name}`, command: "millrace.runFlow", on: "flow" };
}

function lastRunLens({ run, isOrdered, isTrusted, status, nowUs, offsetMinutes }: LensFacts): LensText {
  const base = { kind: "lastRun", command: "millrace.openRun", on: "run" } as const;
  if (isOrdered) return { ...base, title: "$(loading~spin) starting", tooltip: "The run is being started", command: "", on: "flow" };
  if (run === undefined) return { ...base, title: "$(history) never run", tooltip: "Show the tasks that the code of this flow shows", command: "millrace.showGraph", on: "flow" };
  const tooltip = `Open ${run.name}: ${run.failure?.error?.message ?? run.state.message ?? stateWords(run)}`;
  const { icon } = lookOf(run);
  if (isActive(run)) {
    if (status === "stopped") return { ...base, title: "$(debug-disconnect) out of touch", tooltip: "The engine is not running. Click to start it.", command: "millrace.restartEngine", on: "flow" };
    if (isWaiting(run)) {
      const words = `${run.name} ${waitingWords(run, nowUs, offsetMinutes)}`;
      return { ...base, ...(isTrusted ? { command: "millrace.answer" } : {}), title: "$(debug-pause) waiting for input", tooltip: isTrusted ? `${words}\nClick to answer.` : words };
    }
    return { ...base, title: `$(${icon}) ${progressOf(run)} · ${formatDuration(durationMs(run, nowUs))}`, tooltip };
  }
  const age = ageOf(run, nowUs);
  const duration = formatDuration(durationMs(run, nowUs));
  if (run.state.name === "Completed") return { ...base, title: `$(${icon}) ${duration}, ${age}`, tooltip };
  return { ...base, title: `$(${icon}) ${stateWords(run)}, ${age}`, tooltip };
}

function isActive(run: RunSummary): boolean {
  return !isFinalType(run.state.type);
}
