import { dirname } from "node:path";
import { randomName } from "../../core/base/randomness.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";
import { createRunDirectory } from "../../journal/create-run.ts";
import type { KeyedStore } from "../../journal/keyed/keyed-store.ts";
import { createMemoryKeyedStore } from "../../journal/keyed/memory-keyed-store.ts";
import { createMemoryStorage } from "../../journal/memory-storage.ts";
import { claimGeneration } from "../../journal/owner-file.ts";
import { thisMachine } from "../../journal/machine.ts";
import { RunWriter } from "../../journal/run-writer.ts";
import type { SharedStore } from "../../journal/leader/shared-store.ts";
import { findWorkspace, type Workspace } from "../../journal/workspace.ts";
import type { Definition } from "../definition/definition.ts";
import { captureConsole } from "../logging/console-capture.ts";
import type { RunHost } from "../run/host.ts";
import { plainArguments } from "../run/outside-arguments.ts";
import { RootRun } from "../run/root-run.ts";
import { ownRun } from "./ownership.ts";
import { openDiskRoot } from "./disk-root.ts";
import { guardProcess } from "./guards.ts";
import { openShared } from "./open-shared.ts";
import { knownSecrets } from "../secrets/known-secrets.ts";
import { sayPaused } from "./say-paused.ts";
import { systemClock } from "./system-clock.ts";
import { systemRandomness } from "./system-randomness.ts";
import { readEnvironment, type Environment } from "./environment.ts";

/** Root runs of a script that someone started by hand: each has a directory of its own, made as it begins. */
export function scriptHost(): RunHost {
  const host = { clock: systemClock, randomness: systemRandomness };
  // Of runs that are kept nowhere: one for all of them, as long as the process lives.
  const keyed = createMemoryKeyedStore(systemClock);
  let shared: SharedStore | null = null;
  return {
    ...host,
    get shared() {
      shared ??= openHere();
      return shared;
    },
    openRoot: (definition) => open(definition, keyed),
  };
}

/** Of the workspace around the folder that the process was started in. */
function openHere(): SharedStore {
  const workspace = findWorkspace(process.cwd(), process.cwd(), readEnvironment().home);
  return openShared(workspace.home, systemClock, null);
}

function open(definition: Definition, keyed: KeyedStore): RootRun {
  captureConsole();
  guardProcess();
  const environment = readEnvironment();
  const from = definition.position === null ? process.cwd() : dirname(definition.position.file);
  const workspace = findWorkspace(from, process.cwd(), environment.home);
  const id = systemRandomness.uuid();
  const name = randomName(systemRandomness);
  if (!environment.isTracking) return untracked(id, name, workspace, environment, keyed);
  const directory = createRunDirectory(workspace, {
    v: 1,
    id,
    name,
    createdAt: systemClock.nowUs(),
    module: definition.position?.file ?? null,
    flow: definition.kind === "flow" ? definition.name : null,
    flowName: definition.name,
    parameters: {},
    isParametersGiven: false,
    trigger: "script",
  });
  const ownership = ownRun(directory, 1, false);
  const claimed = claimGeneration(directory, { ...thisMachine(), generation: 1, pid: process.pid, socket: ownership.socket });
  if (!claimed) throw new DefinitionError(`The directory of the new run ${directory} has an owner already.`);
  return openDiskRoot({ directory, id, name, workspaceRoot: workspace.root, definition, generation: 1, ownership, earlier: null, outside: plainArguments, repeats: null, holds: null, onPaused: sayPaused });
}

/** `MILLRACE_TRACKING=off`: everything works as it does, and nothing is kept. */
function untracked(id: string, name: string, { root: workspaceRoot, home }: Workspace, { taskRetries, cacheMode, cacheProblem }: Environment, keyed: KeyedStore): RootRun {
  const storage = createMemoryStorage();
  return new RootRun({
    id,
    name,
    storage,
    clock: systemClock,
    randomness: systemRandomness,
    workspaceRoot,
    earlier: null,
    outside: plainArguments,
    taskRetries,
    cacheMode,
    cacheProblem,
    openKeyed: () => keyed,
    openShared: () => openShared(home, systemClock, null),
    parentRunId: undefined,
    repeats: null,
    hasWorkers: true,
    createWriter: (onFailure) => new RunWriter({ storage, clock: systemClock, generation: 1, onFailure, redactor: knownSecrets().redactor }),
    onClosed: () => undefined,
  });
}
