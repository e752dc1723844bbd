/**
 * Writes the end of a run whose process is gone. Only for whoever has claimed the run's next generation (J1).
 * The records are folded as they are written, so that what closes the run is made from what stands in its file.
 */
import { dirname, relative, sep } from "node:path";
import { encodeBody } from "../../core/records/encode.ts";
import type { RunFold } from "../../core/records/fold.ts";
import { recordVersion, type RerunFrom, type RunRecordBody } from "../../core/records/run-record.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import type { RulePorts } from "../../core/rules/rule.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { openDiskStorage } from "../../journal/disk-storage.ts";
import { RunWriter } from "../../journal/run-writer.ts";
import type { TakenOver } from "../../journal/take-over.ts";
import { findWorkspace } from "../../journal/workspace.ts";
import { closingRecord } from "./closed-record.ts";
import { decideFlowEnd, decideTaskEnd, type Ending, isUnfinished } from "./end-state.ts";
import type { RunsContext } from "./runs-context.ts";

export type EndContext = Pick<RunsContext, "clock" | "randomness" | "version" | "cwd" | "env">;

/** Ends every unfinished run in the file and closes it. @throws StoreUnwritableError */
export function recordEnd(context: EndContext, directory: string, request: RunRequest, taken: TakenOver, ending: Ending): RunView {
  const storage = openDiskStorage(directory);
  const failures: Error[] = [];
  const writer = new RunWriter({
    storage,
    clock: context.clock,
    generation: taken.generation,
    lastNumber: taken.fold.lastNumber,
    lastAt: taken.fold.lastAt,
    onFailure: (error) => failures.push(error),
  });
  const append: Append = (bodyAt) => {
    const at = writer.tick();
    const body = bodyAt(at);
    if (body === undefined) return;
    writer.write(at, encodeBody(body));
    taken.fold.add({ ...body, n: writer.lastNumber, g: taken.generation, at });
  };

  const id = taken.fold.open?.id ?? request.id;
  append(() => ({ k: "open", v: recordVersion, id, pid: process.pid, sdk: context.version, node: process.version }));
  if (taken.fold.flowRuns.size === 0 && taken.fold.taskRuns.size === 0) appendFirst(context, request, taken.fold, append);
  endAll(taken.fold, append, ending, { nowUs: () => context.clock.nowUs(), fraction: () => context.randomness.fraction() });
  append(() => closingRecord(taken.fold));

  writer.close();
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  return taken.fold;
}

/** Appends what the function makes for the time it is given, if anything. */
type Append = (bodyAt: (at: number) => RunRecordBody | undefined) => void;

/** Innermost first: what was called later has the higher number. A child flow run's state is its tracking run's too. */
function endAll(fold: RunFold, append: Append, ending: Ending, ports: RulePorts): void {
  const isTracked = (child: number | null): boolean => {
    const flowRun = child === null ? undefined : fold.flowRuns.get(child);
    return flowRun !== undefined && isUnfinished(flowRun);
  };
  const appendState = (subject: { readonly run: number } | { readonly task: number }, stateAt: (at: number) => RunState | undefined): void => {
    append((at) => {
      const state = stateAt(at);
      return state === undefined ? undefined : { k: "state", ...subject, state };
    });
  };
  for (const task of [...fold.taskRuns.values()].reverse()) {
    if (!isUnfinished(task) || isTracked(task.childRun)) continue;
    appendState({ task: task.task }, (at) => decideTaskEnd(task, ending, at, ports));
  }
  for (const flowRun of [...fold.flowRuns.values()].reverse()) {
    if (!isUnfinished(flowRun)) continue;
    // A child whose process died before it wrote the first state was Pending with the run that tracks it.
    if (flowRun.states.length === 0) appendState({ run: flowRun.run }, pendingAt);
    appendState({ run: flowRun.run }, (at) => decideFlowEnd(flowRun, ending, at, ports));
  }
}

/** A run whose process died before it wrote anything is told from its request alone. */
function appendFirst(context: EndContext, request: RunRequest, fold: RunFold, append: Append): void {
  const def = Math.max(0, ...fold.definitions.keys()) + 1;
  const file = relativeModule(context, request.module);
  append(() => ({ k: "def", def, kind: "flow", name: request.flowName, file, position: null }));
  append(() => ({ k: "flow", run: 0, id: request.id, def, name: request.name, params: request.parameters, ...repeatOf(request) }));
  append((at) => ({ k: "state", run: 0, state: pendingAt(at) }));
}

function pendingAt(at: number): RunState {
  return { type: "PENDING", name: "Pending", at, message: null };
}

function repeatOf({ retryOf, rerunFrom }: RunRequest): { readonly of?: string; readonly from?: RerunFrom } {
  return { ...(retryOf === undefined ? {} : { of: retryOf }), ...(rerunFrom === undefined ? {} : { from: rerunFrom }) };
}

function relativeModule({ cwd, env }: EndContext, module: string | null): string | null {
  if (module === null) return null;
  const { root } = findWorkspace(dirname(module), cwd, env["MILLRACE_HOME"]);
  return relative(root, module).split(sep).join("/");
}
