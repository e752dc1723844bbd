/** From the call of a flow to its run: a root run of its own, or a child of the run around it. */
import { ImportedNotRun, MissingContextError } from "../../core/protocol/errors.ts";
import { randomName } from "../../core/base/randomness.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import type { FlowDefinition } from "../definition/definition.ts";
import type { Slots } from "../runners/slots.ts";
import { joinAsFlow, rollBackFlow, rollBackTask } from "../transactions/join.ts";
import { sharedState } from "../shared-state.ts";
import { ambientTags } from "../tags.ts";
import { answerFromRecord, newCall, type Answer } from "./answer.ts";
import { answerFromOrigin, type ReuseWriter } from "./reuse.ts";
import type { CallPlace } from "./definition-table.ts";
import { currentContext, type RunContext } from "./context.ts";
import { endFlow, recordFlow } from "./flow-end.ts";
import { FlowRun } from "./flow-run.ts";
import { answerItems, forgetAnswer } from "./items/answer-items.ts";
import { drain } from "./items/generate.ts";
import { flowItems, taskItems } from "./items/item-source.ts";
import { ItemStream } from "./items/item-stream.ts";
import { encodeInputs } from "./inputs.ts";
import { openRoot } from "./open-root.ts";
import { isDependent, prepareCall, scanCall, type DependentCall, type PreparedCall } from "./prepare-call.ts";
import { refuseCall } from "./refuse-call.ts";
import { resolveArguments } from "./resolve-arguments.ts";
import type { Replay } from "./replay.ts";
import type { RootRun } from "./root-run.ts";
import { runFlow } from "./run-flow.ts";
import { settle } from "./task-end.ts";
import type { TaskFuture } from "./task-future.ts";
import { numberRun, writeKnown, writePending } from "./task-records.ts";
import { TaskRun } from "./task-run.ts";
import { endFlowIn } from "./transition.ts";
import type { ArgumentScan } from "./upstreams.ts";

export interface FlowCall extends DependentCall {
  readonly definition: FlowDefinition;
  readonly site: CallPlace | null;
  readonly via: "call" | "submit";
  /** Who takes the items of a generator one by one. */
  readonly stream?: ItemStream;
}

/** A flow that is called outside of any run. Fulfils when it has ended. @throws ImportedNotRun */
export async function runRootFlow(call: FlowCall): Promise<FlowRun> {
  if (call.via === "submit") throw new MissingContextError(`${call.definition.name}.submit`);
  const state = sharedState();
  if (state.isImporting) {
    state.hasRefusedCall = true;
    throw new ImportedNotRun(call.definition.name);
  }
  const run = await runRoot(openRoot(call.definition), call.definition, await resolveArguments(call.args, null), call.stream);
  if (run.isSuspended) await run.root.parts.onSuspended?.(run);
  return run;
}

/** The same in a root run that is open already, as a runner's is. A generator whose items nobody takes runs to its end. */
export async function runRoot(root: RootRun, definition: FlowDefinition, args: readonly unknown[], taker?: ItemStream): Promise<FlowRun> {
  const run = new FlowRun({ root, definition, tracking: null, tags: [...new Set([...definition.settings.tags, ...ambientTags()])], number: 0, id: root.id, name: root.name });
  const earlier = root.parts.earlier?.flowRuns.get(0);
  if (earlier === undefined) root.nextFlowRun();
  else run.continueFrom(earlier);
  const drained = taker === undefined && definition.isGenerator ? new ItemStream() : null;
  run.stream = taker ?? drained;
  if (run.stream !== null) run.stream.source = flowItems(run, run.stream);
  if (drained !== null) void drain(drained);
  await runFlow(run, args, earlier === undefined ? "first" : "again", undefined);
  drained?.finish(undefined);
  return run;
}

/** A flow that is called inside of a run: a child flow run, and a run in its parent that tracks it. */
export function startChildFlow(call: FlowCall, context: RunContext): TaskFuture {
  const { root } = context;
  if (context.attempt.refusesRuns) return refuseCall(call, context);
  if (root.parts.home !== undefined) return root.parts.home.start(call, context);
  const scan = scanCall(call, root);
  const isReplayed = (context.flow?.replay ?? null) !== null;
  const tracking = new TaskRun({
    root,
    flow: context.flow,
    parent: context.task,
    definition: call.definition,
    tags: context.tags,
    number: 0,
    state: { type: "PENDING", name: "Pending", at: 0, message: null },
    scope: context.scope,
  });
  tracking.stream = call.stream ?? null;
  if (!isReplayed) numberRun(tracking);
  tracking.holder.add(tracking);
  tracking.scope?.block?.enter();
  const slots = call.via === "submit" && context.task === null ? (context.flow?.slots ?? null) : null;
  void start(tracking, call, context, scan, slots).finally(() => settle(tracking));
  return tracking.future;
}

export function startFlow(call: FlowCall): Promise<unknown> {
  const context = currentContext();
  return context === undefined ? resultOfRoot(call) : startChildFlow(call, context);
}

async function resultOfRoot(call: FlowCall): Promise<unknown> {
  const run = await runRootFlow(call);
  return await run.publicState().result();
}

async function start(tracking: TaskRun, call: FlowCall, context: RunContext, first: ArgumentScan, slots: Slots | null): Promise<void> {
  const { root } = tracking;
  const site = root.definitions.site(call.site);
  const replay = tracking.flow?.replay ?? null;
  const child = createChild(tracking, call.definition, context);
  child.stream = tracking.stream;
  // On a replay its number is known only once its inputs are.
  if (isDependent(first) && replay === null) writeChild(child, tracking, first, undefined, site);
  const prepared: PreparedCall = isDependent(first) ? await prepareCall(tracking, call, first) : { kind: "ready", args: call.args, scan: first };
  const args = prepared.kind === "ready" ? prepared.args : [];
  if (prepared.kind === "ready" && slots !== null) {
    await new Promise<void>((resolve) => slots.take({ onPlace: resolve }));
    if (tracking.isDropped) return slots.free();
    tracking.slots = slots;
  }
  // A paused flow run calls nothing.
  const caller = tracking.parent === null ? tracking.flow : null;
  if (caller !== null && caller.pauses.isHolding) await new Promise<void>((resolve) => caller.pauses.whenGoingOn(resolve));
  if (tracking.isDropped) return;
  tracking.args = args;
  const inputs = encodeInputs(call.definition.fn, args, root);
  const answer = findAnswer(tracking, child, prepared.scan, inputs, site);
  if (answer.kind === "answered" && !(await isAskedForMore(tracking))) {
    if (!tracking.isCommitted) await joinAsFlow(tracking, () => rollBackTask(tracking));
    return await root.written();
  }
  if (tracking.isDropped) return;
  if (tracking.isRecorded && answer.kind === "new") writeKnownChild(child, tracking, prepared.scan, inputs);
  else if (answer.kind === "new") writeChild(child, tracking, prepared.scan, inputs, site);
  const beginning = answer.kind === "new" || (child.number < 0 && !continueChild(child, tracking, replay, inputs)) ? "first" : "again";
  if (prepared.kind === "failed") return await failChild(child, prepared.error);
  if (prepared.kind === "notReady") {
    const error = prepared.errorFor(tracking.name);
    const { cancelReason } = root;
    if (cancelReason !== null) endFlowIn(child, { type: "CANCELLED", name: "Cancelled", at: 0, message: cancelReason }, { kind: "value", value: error });
    else endFlowIn(child, { type: "PENDING", name: "NotReady", at: 0, message: error.message }, { kind: "value", value: error });
    return await root.written();
  }
  if (child.stream !== null) child.stream.source = flowItems(child, child.stream);
  await runFlow(child, args, beginning, context);
  await joinAsFlow(tracking, () => rollBackFlow(child));
}

/** What an earlier attempt knows of the call, or the run that this one repeats. */
function findAnswer(tracking: TaskRun, child: FlowRun, scan: ArgumentScan, inputs: string | undefined, site: number | undefined): Answer {
  const replay = tracking.flow?.replay ?? null;
  const origin = tracking.flow?.origin ?? null;
  const own: Answer = replay === null ? newCall : answerFromRecord(tracking, replay, inputs, undefined, site);
  if (own.kind === "new" && tracking.number === 0) numberRun(tracking);
  if (origin === null) return own;
  const begin: ReuseWriter["begin"] = (more) => {
    if (tracking.isRecorded) writeKnownChild(child, tracking, scan, inputs, more);
    else writeChild(child, tracking, scan, inputs, site, more);
    recordFlow(child);
  };
  return answerFromOrigin(tracking, origin, own, { inputs, resumeKey: undefined, edges: scan.edges }, { begin, child });
}

/** Gives the items of a child flow that has completed before. True: it was left early then, and now is not. */
async function isAskedForMore(tracking: TaskRun): Promise<boolean> {
  if (tracking.stream === null) return false;
  tracking.stream.source = taskItems(tracking, tracking.stream);
  if ((await answerItems(tracking)) === "told") return false;
  forgetAnswer(tracking);
  return true;
}

/** A child that could not be called: it would have waited for itself. */
async function failChild(child: FlowRun, error: unknown): Promise<void> {
  recordFlow(child);
  await endFlow(child, { kind: "failed", error, name: "Failed", message: null, own: null });
  await child.root.written();
}

function createChild(tracking: TaskRun, definition: FlowDefinition, context: RunContext): FlowRun {
  const { randomness } = tracking.root.parts;
  const tags = [...new Set([...definition.settings.tags, ...context.tags])];
  return new FlowRun({ root: tracking.root, definition, tracking, tags, number: -1, id: randomness.uuid(), name: randomName(randomness) });
}

type ReuseParts = Parameters<ReuseWriter["begin"]>[0];

function writeChild(child: FlowRun, tracking: TaskRun, scan: ArgumentScan, inputs: string | undefined, site: number | undefined, more: ReuseParts = {}): void {
  child.number = tracking.root.nextFlowRun();
  writePending(tracking, { edges: scan.edges, site, inputs, resumeKey: undefined, child: child.number, ...more });
  writeChildFlow(child, tracking, inputs);
}

/** The child's own record, which follows that of its tracking run. */
function writeChildFlow(child: FlowRun, tracking: TaskRun, inputs: string | undefined): void {
  const { root } = tracking;
  tracking.childRunId = child.id;
  root.write({
    k: "flow",
    run: child.number,
    id: child.id,
    def: root.definitions.record(child.definition).def,
    name: child.name,
    params: inputs === undefined ? {} : (JSON.parse(inputs) as Record<string, StoredValue>),
    task: tracking.number,
    ...(child.tags.length === 0 ? {} : { tags: child.tags }),
    ...(child.stream === null ? {} : { gen: 1 as const }),
  });
}

/** What became known while it waited for its upstreams. */
function writeKnownChild(child: FlowRun, tracking: TaskRun, scan: ArgumentScan, inputs: string | undefined, more: ReuseParts = {}): void {
  writeKnown(tracking, { edges: scan.edges, site: undefined, inputs, resumeKey: undefined, ...more });
  if (inputs === undefined) return;
  child.root.write({ k: "set", run: child.number, params: JSON.parse(inputs) as Record<string, StoredValue> });
}

/** False: what ended the earlier attempt came between its two records, so that the child begins now, under the number that it was to have. */
function continueChild(child: FlowRun, tracking: TaskRun, replay: Replay | null, inputs: string | undefined): boolean {
  const earlier = replay?.view.flowRuns.get(tracking.earlierChild ?? -1);
  if (earlier === undefined) {
    child.number = tracking.earlierChild ?? tracking.root.nextFlowRun();
    writeChildFlow(child, tracking, inputs);
    return false;
  }
  child.continueFrom(earlier);
  tracking.childRunId = child.id;
  return true;
}
