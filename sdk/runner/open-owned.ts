import { dirname } from "node:path";
import { UsageError } from "../../core/protocol/errors.ts";
import type { RunnerMode } from "../../core/protocol/launch.ts";
import { resumeRefusal } from "../../core/protocol/resume-refusal.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { currentState, type RunFold } from "../../core/records/fold.ts";
import { claimGeneration, generations } from "../../journal/owner-file.ts";
import { removeOwnerSockets, runSocketPath } from "../../journal/owner-socket.ts";
import { thisMachine } from "../../journal/machine.ts";
import { readOrigin } from "../../journal/origin.ts";
import { takeOverRun } from "../../journal/take-over.ts";
import { findWorkspace } from "../../journal/workspace.ts";
import type { Definition } from "../definition/definition.ts";
import type { DebuggerHolds } from "../process/debugger-holds.ts";
import { openDiskRoot } from "../process/disk-root.ts";
import { readEnvironment } from "../process/environment.ts";
import { ownRun } from "../process/ownership.ts";
import { hasBeenCalled, plainArguments, type OutsideArguments } from "../run/outside-arguments.ts";
import type { RootRun } from "../run/root-run.ts";
import type { Repeated } from "../run/root-run-parts.ts";
import { earlierArguments } from "./earlier-arguments.ts";
import type { Launcher } from "./launcher.ts";
import { revive } from "./parameters.ts";
import { takeInbox } from "./take-inbox.ts";

/** What a runner was started for. */
export interface RunnerTask {
  readonly directory: string;
  readonly mode: RunnerMode;
  readonly request: RunRequest;
  readonly launcher: Launcher;
  /** When a debugger holds the process; `null`: there is none. */
  readonly holds: DebuggerHolds | null;
  /** Whether this process leads a process group of its own: an engine has spawned it so. */
  readonly leadsGroup: boolean;
  /** The last generation that was claimed when the runner began; the next is the one to take. */
  readonly after: number;
}

export type OpenedRun =
  | {
      readonly kind: "opened";
      readonly root: RootRun;
      readonly socket: string;
      /** What the flow was called with before, on a resume. */
      readonly earlierArguments: readonly unknown[] | undefined;
    }
  /** Another process was quicker, and has the run or has left it in a state that it cannot go on from. */
  | { readonly kind: "refused"; readonly reason: UsageError };

/** Claims the run of the directory. @throws StoreUnwritableError, StoreCorruptError */
export function openOwnedRun({ directory, mode, request, after, holds, leadsGroup }: RunnerTask, definition: Definition): OpenedRun {
  const workspace = findWorkspace(dirname(request.module ?? directory), process.cwd(), readEnvironment().home);
  const common = { directory, id: request.id, name: request.name, workspaceRoot: workspace.root, definition, holds, repeats: repeatedBy(directory, request, mode) };
  const traits = leadsGroup ? { group: true as const } : {};
  if (mode === "run") {
    const ownership = ownRun(directory, 1, leadsGroup);
    let isClaimed = false;
    try {
      isClaimed = claimGeneration(directory, { ...thisMachine(), generation: 1, pid: process.pid, socket: ownership.socket, ...traits });
    } finally {
      // It was cancelled before it began, or deleted: a process that just ends would leave its socket behind.
      if (!isClaimed) ownership.release();
    }
    if (!isClaimed) return { kind: "refused", reason: takenOver(request) };
    const outside = outsideOf(request, definition);
    const root = openDiskRoot({ ...common, generation: 1, ownership, earlier: null, outside });
    return { kind: "opened", root, socket: ownership.socket, earlierArguments: undefined };
  }
  const taken = takeOverRun(directory, (generation) => runSocketPath(directory, generation), after, traits);
  if (taken === undefined) return { kind: "refused", reason: takenOver(request) };
  removeOwnerSockets(directory, generations(directory, "owner"));
  const ownership = ownRun(directory, taken.generation, leadsGroup);
  // What the function was called with had been checked; what it refused may not be called with now either.
  const outside = hasBeenCalled(taken.fold) ? plainArguments : outsideOf(request, definition);
  const root = openDiskRoot({ ...common, generation: taken.generation, ownership, earlier: taken.fold, outside });
  const reason = refusalOf(mode, request, taken.fold);
  if (reason !== undefined) {
    handBack(root, taken.fold);
    return { kind: "refused", reason };
  }
  takeInbox(root, directory, taken.generation, taken.fold);
  return { kind: "opened", root, socket: ownership.socket, earlierArguments: earlierArguments(root, taken.fold, definition) };
}

function takenOver({ name, id }: RunRequest): UsageError {
  return new UsageError(`${name} (${id}) has been taken over by another process, which was quicker.`, `millrace runs show ${id.slice(0, 8)} tells how it stands.`);
}

/** Whoever started this process looked before the claim: until that, another may have gone on with the run, or cancelled it. */
function refusalOf(mode: RunnerMode, { name }: RunRequest, fold: RunFold): UsageError | undefined {
  if (mode !== "resume" && mode !== "answer") return undefined;
  const top = fold.flowRuns.get(0);
  return resumeRefusal(mode, top?.name ?? name, top === undefined ? undefined : currentState(top));
}

/** The end that was found stands, but is closed once more: a claim without a record says that the end is still to come. */
function handBack(root: RootRun, { closed }: RunFold): void {
  if (closed !== null) {
    const { id, kind, name, flow, file, params, state, startAt, endAt, attempt, tasks, failed, tags } = closed;
    root.write({ k: "closed", id, kind, name, flow, file, params, state, startAt, endAt, attempt, tasks, failed, tags });
  }
  root.close();
}

/** What of the run that the request repeats is reused. @throws StoreCorruptError */
function repeatedBy(directory: string, { retryOf, rerunFrom }: RunRequest, mode: RunnerMode): Repeated | null {
  if (retryOf === undefined) return null;
  // Hooks call nothing that could be answered.
  const kept = rerunFrom === undefined || mode === "hooks" ? undefined : readOrigin(directory);
  if (kept === undefined) return { id: retryOf, from: rerunFrom ?? null, origin: null };
  const { reuse, view } = kept;
  return { id: retryOf, from: rerunFrom ?? null, origin: { name: reuse.name, view, chosen: new Set(reuse.chosen), again: new Set(reuse.again), reused: new Map(), renewed: new Set() } };
}

function outsideOf({ invalid, coerced, order }: RunRequest, definition: Definition): OutsideArguments {
  const isFlow = definition.kind === "flow";
  return { invalid: invalid ?? [], coerced: coerced === undefined || !isFlow ? null : revive(coerced, definition, order) };
}
