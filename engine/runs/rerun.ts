/** Runs again what has run before: in the same run (`resume`), or in a new one with the same parameters (`retry`). */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { randomName } from "../../core/base/randomness.ts";
import { EngineUnavailableError, UsageError } from "../../core/protocol/errors.ts";
import { type ResumeMode, resumeRefusal } from "../../core/protocol/resume-refusal.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { Json, StoredValue } from "../../core/states/stored-value.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { readRequest } from "../../journal/create-run.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { probeOwner } from "../../journal/owner-socket.ts";
import { runPaths } from "../../journal/run-paths.ts";
import type { Workspace } from "../../journal/workspace.ts";
import { ActiveRun } from "./active-run.ts";
import { readEndedSummary } from "./history/read-summary.ts";
import { startEndHooks } from "./end-hooks.ts";
import type { Launch } from "./launch-conversation.ts";
import { launchRun, type PreparedRun } from "./launch-run.ts";
import { readOutputTail } from "./output-tail.ts";
import { readFrom } from "./read-bytes.ts";
import { describeProblem, readRun, rootState, unreadableHint } from "./read-run.ts";
import { recoverRun, type Standing } from "./recover.ts";
import type { RunsContext } from "./runs-context.ts";
import { launchNew, prepareNew, readingOf, type Reading } from "./start-run.ts";
import { waitMs } from "./wait.ts";

/** A runner lingers for 2 s behind its run's end, to name what keeps it. */
const lingerMs = 5_000;
const lingerRoundMs = 50;
const hooksMs = 30_000;

/**
 * @param mode `answer`: the run is suspended, and what it waits for has been put into its inbox.
 * @throws UsageError for a run that has not failed, crashed or been cancelled, or that lives.
 */
export async function resumeRun(context: RunsContext, directory: string, mode: ResumeMode = "resume"): Promise<ActiveRun> {
  const { request, launch, generation } = await prepareResume(context, directory, mode);
  const launched = await launchRun(context, launch);
  if (launched.socket === null && readRun(directory).view.generation === generation) {
    await launched.exited;
    throw new EngineUnavailableError(`${request.name} was not resumed: its runner ended at once. ${readOutputTail(directory)}`.trim());
  }
  return new ActiveRun(context, directory, request, launched);
}

/** Waits until the run can be resumed. @throws as `resumeRun` */
export async function prepareResume(context: RunsContext, directory: string, mode: ResumeMode = "resume"): Promise<PreparedRun & { readonly generation: number }> {
  const request = readRequest(directory);
  const view = await readEnded(context, directory, request);
  refuseTaskRun(request, view);
  refuseNoCode(request, "resumed");
  const refusal = resumeRefusal(mode, nameOf(view) ?? request.name, rootState(view));
  if (refusal !== undefined) throw refusal;
  await whenOwnerGone(context, directory, request.name);
  const onNeedsParameters: Launch["onNeedsParameters"] = () => Promise.reject(new UsageError(`The parameters of ${request.name} were not recorded.`));
  const launch: Launch = { directory, mode, isNew: false, onNeedsParameters };
  return { request: { ...request, name: nameOf(view) ?? request.name }, launch, generation: view.generation };
}

/** @throws UsageError when it was no flow, or one of its parameters was not recorded. */
export async function retryRun(context: RunsContext, workspace: Workspace, directory: string): Promise<ActiveRun> {
  return launchNew(context, prepareRetry(context, workspace, directory));
}

/** Makes the directory of the new run. @throws as `retryRun` */
export function prepareRetry(context: RunsContext, workspace: Workspace, directory: string): PreparedRun {
  const request = readRequest(directory);
  const { view } = readRun(directory);
  refuseTaskRun(request, view);
  return prepareNew(context, workspace, prepareRetryRequest(context, workspace, directory, request, view));
}

/** A request like that of an earlier run. @throws as `retryRun` */
export function prepareRetryRequest(context: RunsContext, workspace: Workspace, directory: string, request: RunRequest, view: RunView, reading: Reading = plainly(request)): RunRequest {
  const target = targetOf(workspace, request, view);
  refuseNoCode({ ...request, ...target }, "retried");
  const recorded = request.trigger === "script" ? recordedParameters(directory, view) : request.parameters;
  const missing = Object.keys(recorded).filter((name) => "m" in (recorded[name] ?? {}));
  if (missing.length > 0) throw new UsageError(`${request.name} cannot be retried: its ${missing.join(", ")} could not be recorded.`);
  return {
    v: 1,
    ...target,
    ...readingOf(reading),
    id: context.randomness.uuid(),
    name: randomName(context.randomness),
    createdAt: context.clock.nowUs(),
    parameters: recorded,
    isParametersGiven: true,
    trigger: "retry",
    retryOf: request.id,
  };
}

function plainly({ invalid, coerced, order }: RunRequest): Reading {
  return { invalid: invalid ?? null, coerced: coerced ?? null, order: order ?? null };
}

/** A task that a script called outside of a flow: only the script knows how to call it again. */
export function refuseTaskRun(request: RunRequest, view: RunView): void {
  if (view.flowRuns.has(0) || view.taskRuns.size === 0) return;
  throw new UsageError(`${request.name} is a task that ran without a flow, and cannot be started from here.`, "Run its script again.");
}

/** Without its module the run would only crash once more. */
function refuseNoCode({ name, module, imported }: RunRequest, what: "resumed" | "retried"): void {
  if (module !== null && existsSync(module)) return;
  const hint = imported === undefined ? "Bring its file back to where it was, or move the whole workspace." : "It was imported: its flow has to be at the same place in this workspace.";
  throw new UsageError(`${name} cannot be ${what}: its code is not here${module === null ? "" : `, ${module}`}.`, hint);
}

async function readEnded(context: RunsContext, directory: string, request: RunRequest): Promise<RunView> {
  // Of a run that has ended properly the last record tells all that is asked here, however long its file is.
  const summary = readEndedSummary(directory);
  if (summary !== undefined) return summary;
  return await whenEnded(context, directory, request, "resumed");
}

/** The whole run, after its end has been recorded if its owner is dead. `what`: is to be done to it. @throws UsageError while it goes on */
export async function whenEnded(context: RunsContext, directory: string, request: RunRequest, what: string): Promise<RunView> {
  const standing = await whenHooksDone(context, directory, request);
  if (standing.kind === "over") {
    if (standing.isRecordedHere) startEndHooks(context, directory, standing.view);
    return standing.view;
  }
  const reason =
    standing.kind === "alive"
      ? `it is ${rootState(standing.view)?.name ?? "Pending"}`
      : standing.kind === "unknown"
        ? standing.problem
        : describeProblem(standing.from);
  const hint = standing.kind === "unreadable" ? unreadableHint(request.id) : "Wait for its end, or cancel it first.";
  throw new UsageError(`${request.name} cannot be ${what}: ${standing.kind === "unreadable" ? "it is " : ""}${reason}.`, hint);
}

/** A run that crashed is owned again while a fresh process runs its hooks. */
async function whenHooksDone(context: RunsContext, directory: string, request: RunRequest): Promise<Standing> {
  for (let waited = 0; ; waited += lingerRoundMs) {
    const standing = await recoverRun(context, directory, request);
    const state = rootState(standing.view);
    const isInHooks = standing.kind === "alive" && state !== undefined && isFinalType(state.type);
    if (!isInHooks || waited >= hooksMs) return standing;
    await waitMs(context.clock, lingerRoundMs);
  }
}

async function whenOwnerGone(context: RunsContext, directory: string, name: string): Promise<void> {
  for (let waited = 0; waited < lingerMs; waited += lingerRoundMs) {
    const owner = readOwner(directory);
    // Without a socket it was an engine that wrote the end, and has left the run.
    if (owner === null || owner.socket === null || (await probeOwner(owner, context.machine)) !== "alive") return;
    await waitMs(context.clock, lingerRoundMs);
  }
  throw new UsageError(`${name} cannot be resumed: its process still lives.`, "Cancel it first, or wait until it ends.");
}

/** A run that a script made is found again by what its flow's definition says. */
function targetOf(workspace: Workspace, request: RunRequest, view: RunView): Pick<RunRequest, "module" | "flow" | "flowName"> {
  if (request.module !== null) return { module: request.module, flow: request.flow, flowName: request.flowName };
  const flowRun = view.flowRuns.get(0);
  const definition = flowRun === undefined ? undefined : view.definitions.get(flowRun.def);
  if (definition === undefined || definition.file === null) {
    throw new UsageError(`${request.name} cannot be retried: the file of its flow is not recorded.`, "Run the script again.");
  }
  return { module: join(workspace.root, definition.file), flow: definition.exportName ?? definition.name, flowName: definition.name };
}

/** What the flow's function was called with, but for the defaults, which it makes again; values in files made inline. */
function recordedParameters(directory: string, view: RunView): Readonly<Record<string, StoredValue>> {
  const given = Object.entries(view.flowRuns.get(0)?.params ?? {}).filter(([, value]) => !isDefault(value));
  return Object.fromEntries(given.map(([name, value]) => [name, inlined(directory, value)]));
}

function inlined(directory: string, stored: StoredValue): StoredValue {
  if (!("f" in stored)) return stored;
  const { bytes, sizeBytes } = readFrom(join(runPaths(directory).results, stored.f), 0);
  if (sizeBytes === 0) return { m: `its file results/${stored.f} is gone` };
  const text = bytes.toString("utf8");
  return stored.c === "v" ? { v: JSON.parse(text) as Json } : { x: text };
}

function isDefault(stored: StoredValue): boolean {
  return "v" in stored && typeof stored.v === "object" && stored.v !== null && "$default" in stored.v;
}

function nameOf(view: RunView): string | undefined {
  return view.flowRuns.get(0)?.name;
}
