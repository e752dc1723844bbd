/**
 * From a call to a running task: upstreams, on a retry of the flow or a resume the search for what the call did
 * before. What follows is in `ask-cache.ts` where the task is cached, then in `enter-task.ts` and `task-attempts.ts`.
 */
import { ImportedNotRun, MissingContextError } from "../../core/protocol/errors.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { runName } from "../definition/run-name.ts";
import { joinTransaction, needsTransaction } from "../transactions/join.ts";
import { TaskScope } from "../transactions/scope.ts";
import { sharedState } from "../shared-state.ts";
import { ambientTags } from "../tags.ts";
import { answerItems, forgetAnswer } from "./items/answer-items.ts";
import { taskItems } from "./items/item-source.ts";
import { answerFromRecord, newCall, type Answer } from "./answer.ts";
import { answerFromOrigin, type ReuseWriter } from "./reuse.ts";
import { askCache } from "./ask-cache.ts";
import { currentContext, type RunContext } from "./context.ts";
import { admit, begin, type Start } from "./enter-task.ts";
import { encodeInputs } from "./inputs.ts";
import { openRoot } from "./open-root.ts";
import { refuseCall } from "./refuse-call.ts";
import { isDependent, prepareCall, scanCall } from "./prepare-call.ts";
import type { Remote } from "./remote.ts";
import type { TaskCall } from "./task-call.ts";
import { failTask, finishTask, notReady } from "./task-end.ts";
import type { TaskFuture } from "./task-future.ts";
import { numberRun, writeKnown, writePending, type TaskRecordParts } from "./task-records.ts";
import { TaskRun } from "./task-run.ts";
import type { Edge } from "./upstreams.ts";

/** @throws MissingContextError for a submit outside of a run. */
export function startTask(call: TaskCall): TaskFuture {
  const context = currentContext();
  if (context?.attempt.refusesRuns === true) return refuseCall(call, context);
  if (context === undefined && call.via === "submit") throw new MissingContextError(`${call.definition.name}.submit`);
  if (context === undefined) refuseWhileImporting(call);
  const home = context?.root.parts.home;
  return context === undefined || home === undefined ? startTaskIn(call, context, null) : home.start(call, context);
}

/** In the process that owns the run. `remote`: its function is called there, in the place of the run that called it. */
export function startTaskIn(call: TaskCall, context: RunContext | undefined, remote: Remote | null): TaskFuture {
  const root = context?.root ?? openRoot(call.definition);
  const scan = scanCall(call, root);
  const run = createRun(call, context, root);
  run.remote = remote;
  const flow = call.via === "submit" && remote === null ? (context?.flow ?? null) : null;
  const workers = flow?.workers ?? null;
  // A run that is submitted by a task run shares that run's place, so that a limit cannot deadlock. A worker is a place of
  // its own for whoever holds none.
  const slots = context?.task === null || workers !== null ? (flow?.slots ?? null) : null;
  const start = { run, call, context, site: root.definitions.site(call.site), slots, workers };
  if (!isDependent(scan)) launch(start, scan.edges, call.args);
  else {
    // On a replay its number is known only once its inputs are.
    if (run.number !== 0) writePending(run, bareParts(start, scan.edges));
    void launchLater(start, scan);
  }
  return run.future;
}

function refuseWhileImporting({ definition }: TaskCall): void {
  const state = sharedState();
  if (!state.isImporting) return;
  state.hasRefusedCall = true;
  throw new ImportedNotRun(definition.name);
}

/** Before its first record. */
const unborn: RunState = { type: "PENDING", name: "Pending", at: 0, message: null };

function createRun({ definition, stream }: TaskCall, context: RunContext | undefined, root: TaskRun["root"]): TaskRun {
  const around = context?.tags ?? ambientTags();
  const run = new TaskRun({
    root,
    flow: context?.flow ?? null,
    parent: context?.task ?? null,
    definition,
    tags: definition.settings.tags.length === 0 ? around : [...new Set([...definition.settings.tags, ...around])],
    number: 0,
    state: unborn,
    scope: context?.scope ?? null,
  });
  if (stream !== undefined) run.stream = stream;
  if (run.flow === null || run.flow.replay === null) numberRun(run);
  run.holder.add(run);
  run.scope?.block?.enter();
  return run;
}

async function launchLater(start: Start, scan: Parameters<typeof prepareCall>[2]): Promise<void> {
  const { run, call } = start;
  const prepared = await prepareCall(run, call, scan);
  if (run.isDropped) return;
  const { edges } = prepared.scan;
  if (prepared.kind === "ready") return launch(start, edges, prepared.args);
  if (!run.isRecorded) writePending(run, bareParts(start, edges));
  if (prepared.kind === "failed") failTask(run, prepared.error);
  else notReady(run, prepared.errorFor(run.name));
}

/** While its inputs are not known. */
function bareParts({ site }: Start, edges: readonly Edge[]): TaskRecordParts {
  return { edges, site, inputs: undefined, resumeKey: undefined };
}

/** All upstreams are done: looks for what came before, then starts, or waits for a place as Pending. */
function launch(start: Start, edges: readonly Edge[], args: readonly unknown[]): void {
  const { run, call } = start;
  run.args = args;
  let parts: TaskRecordParts;
  let answer: Answer;
  try {
    parts = describeCall(start, edges);
    answer = findAnswer(run, parts);
    if (answer.kind === "new") nameRun(run);
  } catch (error) {
    if (!run.isRecorded) writePending(run, bareParts(start, edges));
    return failTask(run, error);
  }
  if (run.stream !== null) run.stream.source = taskItems(run, run.stream);
  if (answer.kind === "answered") void answerCall(start, parts);
  else {
    const described = answer.kind === "new" && answer.why !== undefined ? { ...parts, why: answer.why } : parts;
    const again = answer.kind === "again" ? answer.why : null;
    const { caching } = call.definition.settings;
    if (caching === null) admit(start, described, again);
    else askCache(start, caching, described, again);
  }
}

/** A generator's items are given again as they are asked for; a wish for more than it was left with makes it run once more. */
async function answerCall(start: Start, parts: TaskRecordParts): Promise<void> {
  const { run } = start;
  if (run.stream === null || (await answerItems(run)) === "told") {
    // Unless it was committed then, it is part of the transaction that is around it now.
    if (!run.isCommitted && needsTransaction(run.scope, start.call.definition)) await joinTransaction(run, start.call.definition, new TaskScope(run));
    return finishTask(run);
  }
  if (run.isDropped) return;
  run.stream.source = taskItems(run, run.stream);
  begin(start, parts, forgetAnswer(run));
}

function describeCall({ run, call, site }: Start, edges: readonly Edge[]): TaskRecordParts {
  const { settings, fn } = call.definition;
  const resumeKey = settings.resumeKey === undefined ? undefined : String(settings.resumeKey(run.parameters));
  return { edges, site, inputs: encodeInputs(fn, run.args, run.root), resumeKey };
}

function findAnswer(run: TaskRun, parts: TaskRecordParts): Answer {
  const answer = findOwnAnswer(run, parts);
  const origin = run.flow?.origin ?? null;
  if (origin === null) return answer;
  const begin: ReuseWriter["begin"] = (more) => {
    nameRun(run);
    if (run.isRecorded) writeKnown(run, { ...parts, ...more });
    else writePending(run, { ...parts, ...more });
  };
  return answerFromOrigin(run, origin, answer, parts, { begin, child: null });
}

function findOwnAnswer(run: TaskRun, { inputs, resumeKey, site }: TaskRecordParts): Answer {
  const replay = run.flow?.replay ?? null;
  if (replay === null) return newCall;
  const answer = answerFromRecord(run, replay, inputs, resumeKey, site);
  if (answer.kind === "new") numberRun(run);
  return answer;
}

function nameRun(run: TaskRun): void {
  const { definition } = run;
  if (definition.kind === "task" && definition.settings.runName !== undefined) run.givenName = runName("taskRunName", definition.settings.runName, run.parameters);
}
