/**
 * From a call to a running task: upstreams, a place in the task runner, the start record, and on a retry of the flow
 * or a resume the search for what the call did before. What follows is in `task-attempts.ts`.
 */
import { ImportedNotRun, MissingContextError } from "../../core/protocol/errors.ts";
import { encodeTaskRun } from "../../core/records/encode.ts";
import type { RunState } from "../../core/states/run-state.ts";
import type { TaskDefinition } from "../definition/definition.ts";
import { runName } from "../definition/run-name.ts";
import { Place } from "../runners/slots.ts";
import { sharedState } from "../shared-state.ts";
import { ambientTags } from "../tags.ts";
import { answerFromRecord, goAgain } from "./answer.ts";
import { currentContext, type RunContext } from "./context.ts";
import { encodeInputs } from "./inputs.ts";
import { openRoot } from "./open-root.ts";
import { isDependent, prepareCall, scanCall, type DependentCall } from "./prepare-call.ts";
import { runAttempts } from "./task-attempts.ts";
import { failTask, finishTask, notReady } from "./task-end.ts";
import type { TaskFuture } from "./task-future.ts";
import { TaskRun } from "./task-run.ts";
import { enterTaskState } from "./transition.ts";
import { toDependencies, type ArgumentScan } from "./upstreams.ts";

export interface TaskCall extends DependentCall {
  readonly definition: TaskDefinition;
  readonly site: NodeJS.CallSite | null;
  readonly via: "call" | "submit";
}

/** @throws CancelledError from an attempt that has ended. @throws MissingContextError for a submit outside of a run. */
export function startTask(call: TaskCall): TaskFuture {
  const context = currentContext();
  context?.attempt.assertGoingOn();
  if (context === undefined && call.via === "submit") throw new MissingContextError(`${call.definition.name}.submit`);
  if (context === undefined && sharedState().isImporting) throw new ImportedNotRun(call.definition.name);
  const root = context?.root ?? openRoot(call.definition);
  const scan = scanCall(call, root);
  const replay = context?.flow?.replay ?? null;
  const run = createRun(call, context, root, replay === null);
  // A run that is submitted by a task run shares that run's place, so that a limit cannot deadlock.
  const slots = call.via === "submit" && context?.task === null ? (context.flow?.slots ?? null) : null;
  const site = root.definitions.site(call.site);
  if (!isDependent(scan) && (slots === null || slots.tryTake())) {
    const ended = start(run, call, context, scan, site, call.args, false);
    if (slots !== null) void ended.finally(() => slots.free());
    return run.future;
  }
  const place = new Place(slots);
  if (replay === null) writePending(run, scan, site);
  void startLater(run, call, context, scan, site, place).finally(() => place.free());
  return run.future;
}

/** Before its first record. */
const unborn: RunState = { type: "PENDING", name: "Pending", at: 0, message: null };

function createRun(call: TaskCall, context: RunContext | undefined, root: TaskRun["root"], isNumbered: boolean): TaskRun {
  const { definition } = call;
  const around = context?.tags ?? ambientTags();
  const tags = definition.settings.tags.length === 0 ? around : [...new Set([...definition.settings.tags, ...around])];
  const run = new TaskRun({
    root,
    flow: context?.flow ?? null,
    parent: context?.task ?? null,
    definition,
    tags,
    number: isNumbered ? root.nextTask() : 0,
    name: definition.name,
    state: unborn,
  });
  if (isNumbered) nameRun(run);
  run.holder.add(run);
  return run;
}

/** The default name; the ordinal is its own count, so a task that is replayed keeps the name it had. */
function nameRun(run: TaskRun): void {
  run.ordinal = run.root.definitions.nextOrdinal(run.definition.name);
  run.name = `${run.definition.name}-${run.ordinal}`;
}

async function startLater(
  run: TaskRun,
  call: TaskCall,
  context: RunContext | undefined,
  scan: ArgumentScan,
  site: number | undefined,
  place: Place,
): Promise<void> {
  const prepared = await prepareCall(run, call, scan);
  if (run.isDropped) return;
  if (prepared.kind === "failed") return await failTask(run, prepared.error);
  if (prepared.kind === "notReady") return await notReady(run, prepared.error);
  await place.take();
  if (run.isDropped) return;
  await start(run, call, context, prepared.scan, site, prepared.args, true);
}

/** All upstreams are done. `isPending`: the run may have been recorded as Pending already. */
function start(
  run: TaskRun,
  call: TaskCall,
  context: RunContext | undefined,
  scan: ArgumentScan,
  site: number | undefined,
  args: readonly unknown[],
  isPending: boolean,
): Promise<void> {
  const { settings, fn } = call.definition;
  const { root } = run;
  try {
    const inputs = encodeInputs(fn, args, root);
    run.args = args;
    const resumeKey = settings.resumeKey === undefined ? undefined : String(settings.resumeKey(run.parameters));
    const replay = run.flow?.replay ?? null;
    if (replay !== null) {
      const answer = answerFromRecord(run, replay, inputs, resumeKey, site);
      if (answer.kind === "answered") return finishTask(run);
      if (answer.kind === "again") {
        goAgain(run, answer.why);
        return runAttempts(run, call, args, context);
      }
      run.number = root.nextTask();
      nameRun(run);
    }
    if (settings.runName !== undefined) run.name = runName("taskRunName", settings.runName, run.parameters);
    if (isPending && replay === null) writeStart(run, scan, inputs, resumeKey);
    else writeWhole(run, scan, site, inputs, resumeKey);
  } catch (error) {
    writePending(run, scan, site);
    return failTask(run, error);
  }
  return runAttempts(run, call, args, context);
}

/** Pending and Running in one record: the run starts as soon as it is called. */
function writeWhole(run: TaskRun, scan: ArgumentScan, site: number | undefined, inputs: string | undefined, key: string | undefined): void {
  run.begin(writeTask(run, scan, site, inputs, key, 1));
}

function writePending(run: TaskRun, scan: ArgumentScan, site: number | undefined): void {
  if (run.isRecorded) return;
  if (run.number === 0) {
    run.number = run.root.nextTask();
    nameRun(run);
  }
  const at = writeTask(run, scan, site, undefined, undefined, undefined);
  run.state = { type: "PENDING", name: "Pending", at, message: null };
}

/** What became known while it was pending, and Running. */
function writeStart(run: TaskRun, scan: ArgumentScan, inputs: string | undefined, key: string | undefined): void {
  const dep = toDependencies(scan.edges, run.root);
  run.root.write({
    k: "set",
    task: run.number,
    ...(run.name === `${run.definition.name}-${run.ordinal}` ? {} : { name: run.name }),
    ...(inputs === undefined ? {} : { in: JSON.parse(inputs) as Record<string, never> }),
    ...(dep === undefined ? {} : { dep }),
    ...(key === undefined ? {} : { key }),
  });
  enterTaskState(run, { type: "RUNNING", name: "Running", at: 0, message: null });
}

function writeTask(run: TaskRun, scan: ArgumentScan, site: number | undefined, inputs: string | undefined, key: string | undefined, s: 1 | undefined): number {
  const { root } = run;
  const def = root.definitions.record(run.definition).def;
  const dep = scan.edges.length === 0 ? undefined : toDependencies(scan.edges, root);
  const at = root.writer.tick(s === 1 ? 2 : 1);
  const body = encodeTaskRun(
    {
      task: run.number,
      def,
      no: run.ordinal,
      ...(run.name === `${run.definition.name}-${run.ordinal}` ? undefined : { name: run.name }),
      ...(site === undefined ? undefined : { site }),
      ...(run.flow === null ? undefined : { run: run.flow.number }),
      ...(run.parent === null ? undefined : { parent: run.parent.number }),
      ...(dep === undefined ? undefined : { dep }),
      ...(run.tags.length === 0 ? undefined : { tags: run.tags }),
      ...(key === undefined ? undefined : { key }),
      ...(s === undefined ? undefined : { s }),
    },
    inputs,
  );
  root.writer.write(at, body);
  run.isRecorded = true;
  return at;
}
