/**
 * The runs around a call, as far as this worker has to know them: what `runtime` tells, where logs belong, which tags
 * are passed on. The runs themselves live in the flow's process.
 */
import type { SharedStore } from "../../journal/leader/shared-store.ts";
import type { RecordWriter } from "../../journal/run-writer.ts";
import { createMemoryStorage } from "../../journal/memory-storage.ts";
import type { Definition, FlowDefinition } from "../definition/definition.ts";
import { readFlowOptions } from "../definition/flow-options.ts";
import { systemClock } from "../process/system-clock.ts";
import { systemRandomness } from "../process/system-randomness.ts";
import { FlowRun } from "../run/flow-run.ts";
import { RootRun } from "../run/root-run.ts";
import type { RunHome } from "../run/root-run-parts.ts";
import { TaskRun } from "../run/task-run.ts";
import { plainArguments } from "../run/outside-arguments.ts";
import type { FlowFacts, RootFacts, TaskFacts } from "./link/messages.ts";
import { unpack } from "./link/unpack.ts";

/** What a mirrored run is written with: all of it goes to the process that owns the run (J1). */
export interface MirrorPorts {
  readonly writer: RecordWriter;
  readonly home: RunHome;
  /** Limits and variables, by way of that process. */
  readonly shared: SharedStore;
  /** Stores a value that is too large for a record. */
  putResult(name: string, text: string): void;
}

export function mirrorRoot({ id, name, workspaceRoot }: RootFacts, { writer, home, shared, putResult }: MirrorPorts): RootRun {
  return new RootRun({
    id,
    name,
    storage: { ...createMemoryStorage(), putResult },
    clock: systemClock,
    randomness: systemRandomness,
    workspaceRoot,
    earlier: null,
    outside: plainArguments,
    taskRetries: 0,
    cacheMode: "off",
    cacheProblem: null,
    openKeyed: notHere,
    openShared: () => shared,
    parentRunId: undefined,
    repeats: null,
    hasWorkers: false,
    home,
    createWriter: () => writer,
    onClosed: () => undefined,
  });
}

/** Keys are looked at in the flow's process, before a call is handed on and after it. */
function notHere(): never {
  throw new TypeError("The keyed store is opened in a worker. This is a bug in Millrace.");
}

/** A flow run with the parameters that its own process read from its function. */
class MirroredFlowRun extends FlowRun {
  readonly #parameters: Readonly<Record<string, unknown>>;

  constructor(parts: ConstructorParameters<typeof FlowRun>[0], parameters: Readonly<Record<string, unknown>>) {
    super(parts);
    this.#parameters = parameters;
  }

  override get parameters(): Readonly<Record<string, unknown>> {
    return this.#parameters;
  }
}

/** Parameters of the flow runs that this worker has been told of. */
const parametersOfRuns = new Map<string, Readonly<Record<string, unknown>>>();

export function mirrorFlow(root: RootRun, facts: FlowFacts): FlowRun {
  // The other side has made it from the parameters by name.
  if (facts.parameters !== null) parametersOfRuns.set(facts.id, unpack(facts.parameters) as Readonly<Record<string, unknown>>);
  const definition: FlowDefinition = { kind: "flow", name: facts.flowName, fn: () => undefined, isGenerator: false, position: null, settings: readFlowOptions({}), options: {} };
  const tracking = facts.trackingTask === null ? null : numbered(root, definition, facts.trackingTask);
  const { number, id, name, tags } = facts;
  const run = new MirroredFlowRun({ root, definition, tracking, tags, number, id, name }, parametersOfRuns.get(id) ?? {});
  run.state = facts.state;
  run.times = facts.times;
  run.attempt = facts.attempt;
  return run;
}

export function mirrorTask(root: RootRun, flow: FlowRun | null, definition: Definition, facts: TaskFacts, args: readonly unknown[]): TaskRun {
  const parent = facts.parent === null ? null : numbered(root, definition, facts.parent);
  const run = new TaskRun({ root, flow, parent, definition, tags: facts.tags, number: facts.number, state: facts.state, scope: null });
  run.givenName = facts.givenName;
  run.ordinal = facts.ordinal;
  run.times = facts.times;
  run.attempt = facts.attempt;
  run.args = args;
  return run;
}

/** A run of which nothing but its id is asked. */
function numbered(root: RootRun, definition: Definition, number: number): TaskRun {
  return new TaskRun({ root, flow: null, parent: null, definition, tags: [], number, state: { type: "RUNNING", name: "Running", at: 0, message: null }, scope: null });
}
