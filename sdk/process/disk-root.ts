import { dirname } from "node:path";
import type { RunView } from "../../core/records/run-view.ts";
import { openDiskStorage } from "../../journal/disk-storage.ts";
import { DiskKeyedStore } from "../../journal/keyed/disk-keyed-store.ts";
import { thisMachine } from "../../journal/machine.ts";
import { cachePath } from "../../journal/run-paths.ts";
import { RunWriter } from "../../journal/run-writer.ts";
import type { Definition } from "../definition/definition.ts";
import type { OutsideArguments } from "../run/outside-arguments.ts";
import { RootRun } from "../run/root-run.ts";
import type { Repeated, RootRunParts } from "../run/root-run-parts.ts";
import { endChildren, endOwnGroup } from "./child-processes.ts";
import { parentRun, readEnvironment } from "./environment.ts";
import type { DebuggerHolds } from "./debugger-holds.ts";
import { heldClock } from "./held-clock.ts";
import { leaveProcess } from "./leave-process.ts";
import { notBefore } from "./not-before.ts";
import type { Ownership } from "./ownership.ts";
import { knownSecrets } from "../secrets/known-secrets.ts";
import { openShared } from "./open-shared.ts";
import { systemClock } from "./system-clock.ts";
import { systemRandomness } from "./system-randomness.ts";

export interface OwnedRun {
  readonly directory: string;
  readonly id: string;
  readonly name: string;
  readonly workspaceRoot: string;
  readonly definition: Definition;
  readonly generation: number;
  readonly ownership: Ownership;
  /** What earlier owners wrote; `null` for a new run. */
  readonly earlier: RunView | null;
  readonly outside: OutsideArguments;
  /** The run that it repeats; `null`: none. */
  readonly repeats: Repeated | null;
  /** When a debugger holds the process; `null`: there is none. */
  readonly holds: DebuggerHolds | null;
  /** Who tells people that a flow run waits for them; absent where the run's launcher does. */
  readonly onPaused?: NonNullable<RootRunParts["onPaused"]>;
}

/** The root run of a directory whose generation this process has claimed. @throws StoreUnwritableError */
export function openDiskRoot(owned: OwnedRun): RootRun {
  const { directory, definition, ownership, earlier, generation, holds } = owned;
  const machineClock = holds === null ? systemClock : heldClock(systemClock, holds);
  const clock = notBefore(machineClock, earlier?.lastAt ?? 0);
  // Those before the run began are none of its.
  holds?.take();
  const durable = definition.kind === "flow" && definition.settings.durable;
  const storage = openDiskStorage(directory, { durable });
  const environment = readEnvironment();
  const root = new RootRun({
    id: owned.id,
    name: owned.name,
    storage,
    clock,
    randomness: systemRandomness,
    workspaceRoot: owned.workspaceRoot,
    earlier,
    outside: owned.outside,
    taskRetries: environment.taskRetries,
    cacheMode: environment.cacheMode,
    cacheProblem: environment.cacheProblem,
    openKeyed: () => new DiskKeyedStore({ directory: cachePath(directory), clock: machineClock, owner: { ...thisMachine(), pid: process.pid, socket: ownership.socket } }),
    openShared: () => openShared(dirname(dirname(directory)), machineClock, ownership.socket),
    parentRunId: parentRun(),
    repeats: owned.repeats,
    hasWorkers: true,
    createWriter: (onFailure) =>
      new RunWriter({
        storage,
        clock,
        generation,
        durable,
        logLimitBytes: environment.logLimitBytes,
        lastNumber: earlier?.lastNumber ?? 0,
        lastAt: earlier?.lastAt ?? 0,
        onFailure,
        redactor: knownSecrets().redactor,
        onFlushed: () => {
          ownership.ring();
          writeHolds(root, holds);
        },
      }),
    onClosing: () => writeHolds(root, holds),
    onClosed: () => {
      ownership.release();
      if (root.cancelReason === null && !root.hasCrashed) return;
      endChildren(root);
      if (ownership.leadsGroup) endOwnGroup();
    },
    onSuspended: leaveProcess,
    ...(owned.onPaused === undefined ? {} : { onPaused: owned.onPaused }),
  });
  ownership.serve(root);
  root.writeOpen();
  if (environment.logProblem !== null) root.log("warn", environment.logProblem, { flow: null, task: null });
  return root;
}

/** They are told together with what the run writes anyway. */
function writeHolds(root: RootRun, holds: DebuggerHolds | null): void {
  if (holds === null || root.isClosed) return;
  for (const { from, to } of holds.take()) root.write({ k: "held", from, to });
}
