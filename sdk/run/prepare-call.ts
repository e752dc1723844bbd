/** What stands between a call and its start: the runs that it depends on, and the arguments that come of them. */
import { DefinitionError, UpstreamTaskError } from "../../core/protocol/errors.ts";
import type { Definition } from "../definition/definition.ts";
import { parameterName } from "./inputs.ts";
import { assertNoDeadlock, resolveArguments } from "./resolve-arguments.ts";
import type { RootRun } from "./root-run.ts";
import type { TaskFuture } from "./task-future.ts";
import type { TaskRun } from "./task-run.ts";
import { addSources, joinScans, scanAfter, scanArguments, type ArgumentScan, type Upstream } from "./upstreams.ts";

/** A call as far as its upstreams go. */
export interface DependentCall {
  readonly definition: Definition;
  readonly args: readonly unknown[];
  /** What was given to `.after(…)`. */
  readonly after: readonly unknown[];
  /** Futures whose lists the arguments are elements of: they leave an edge, and are done. */
  readonly sources?: readonly TaskFuture[];
}

export type PreparedCall =
  | { readonly kind: "ready"; readonly args: readonly unknown[]; readonly scan: ArgumentScan }
  /** An upstream did not complete, so the run never starts. On a replay it has its name only once it is recorded. */
  | { readonly kind: "notReady"; readonly errorFor: ErrorFor; readonly scan: ArgumentScan }
  /** The call itself is at fault: it waits for its own run. */
  | { readonly kind: "failed"; readonly error: unknown; readonly scan: ArgumentScan };

/** The error by the name of the run that does not start. */
type ErrorFor = (name: string) => UpstreamTaskError;

export function scanCall(call: DependentCall, root: RootRun): ArgumentScan {
  const scan = joinScans(scanArguments(call.args, parameterName(call.definition.fn), root), scanAfter(call.after, root));
  return call.sources === undefined ? scan : addSources(scan, call.sources);
}

/** Whether something stands between the call and its start. */
export function isDependent(scan: ArgumentScan): boolean {
  return scan.needsResolve || scan.upstreams.length > 0 || scan.unfilled.length > 0;
}

/** Waits for all upstreams. Never throws. */
export async function prepareCall(run: TaskRun, call: DependentCall, first: ArgumentScan): Promise<PreparedCall> {
  let scan = first;
  try {
    for (const list of first.unfilled) await list.whenFilled();
    // What a list holds is known only now.
    if (first.unfilled.length > 0) scan = scanCall(call, run.root);
    const errorFor = await firstFailure(run, scan.upstreams);
    return errorFor === undefined ? { kind: "ready", args: await resolveArguments(call.args, run), scan } : { kind: "notReady", errorFor, scan };
  } catch (error) {
    if (error instanceof DefinitionError) return { kind: "failed", error, scan };
    // What has no result (a state of a failed run, a list that could not be mapped) stops the run as a failed upstream does.
    return { kind: "notReady", errorFor: (name) => new UpstreamTaskError(name, "an argument", "without a result", error), scan };
  }
}

/** The error of the first upstream that did not complete and is not allowed to fail, once all of them are done. */
async function firstFailure(run: TaskRun, upstreams: readonly Upstream[]): Promise<ErrorFor | undefined> {
  for (const { run: upstream } of upstreams) assertNoDeadlock(run, upstream);
  run.waitsFor = upstreams;
  for (const { run: upstream } of upstreams) {
    if (!upstream.isAnnounced) await upstream.whenDone(undefined);
  }
  run.waitsFor = [];
  const failed = upstreams.find(({ run: upstream, isFailureAllowed }) => !isFailureAllowed && upstream.state.type !== "COMPLETED");
  if (failed === undefined) return undefined;
  const { name: upstream, state, data } = failed.run;
  return (name) => new UpstreamTaskError(name, upstream, state.name, data.kind === "value" ? data.value : undefined);
}
