/** What the flow's process does for a worker: writes for its calls, and starts the runs that they ask for. */
import { assertNever } from "../../../core/base/assert-never.ts";
import { CancelledError, DefinitionError, StoreUnwritableError } from "../../../core/protocol/errors.ts";
import { brand } from "../../brand.ts";
import { definitionAt, type DefinitionAddress } from "../../definition/address.ts";
import type { Definition } from "../../definition/definition.ts";
import { readFlowOptions } from "../../definition/flow-options.ts";
import { readTaskOptions } from "../../definition/task-options.ts";
import { importModule } from "../../runner/import-module.ts";
import { TaskContext } from "../../run/context.ts";
import type { RootRun } from "../../run/root-run.ts";
import { startChildFlow } from "../../run/start-flow.ts";
import { startTaskIn } from "../../run/start-task.ts";
import type { TaskFuture } from "../../run/task-future.ts";
import type { TaskRun } from "../../run/task-run.ts";
import type { NestedStart, RunEnd } from "../../worker/link/messages.ts";
import { packLoosely } from "../../worker/link/pack.ts";
import { unpack } from "../../worker/link/unpack.ts";
import { NestedRemote } from "./nested-remote.ts";
import { SharedAnswers } from "./shared-answers.ts";
import type { OtherMessage, WorkerJob } from "./worker-job.ts";

export class WorkerAnswers {
  readonly #job: WorkerJob;
  readonly #root: RootRun;
  readonly #shared: SharedAnswers;
  /** What surrounds each call that goes on in the worker. */
  readonly #contexts = new Map<number, TaskContext>();
  /** The runs that it asked for, by call. */
  readonly #futures = new Map<number, TaskFuture>();
  #hasStarted = false;

  constructor(job: WorkerJob, root: RootRun) {
    this.#job = job;
    this.#root = root;
    this.#shared = new SharedAnswers(job, () => root.shared);
    job.listen((message) => this.#answer(message));
  }

  /** Whether it has asked for runs of its own. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** A call begins. */
  enter(call: number, context: TaskContext): void {
    this.#contexts.set(call, context);
  }

  #answer(message: OtherMessage): void {
    const { writer, isClosed, failure } = this.#root;
    switch (message.kind) {
      case "log":
        if (!isClosed) writer.writeLog(message.record);
        return;
      case "record":
        // It may name a file that could not be written.
        if (!isClosed && failure === null) writer.write(writer.tick(), message.body);
        return;
      case "file":
        return this.#store(message.name, message.text);
      case "flush":
        if (failure !== null) return;
        return writer.whenKept(() => this.#job.send({ kind: "written", request: message.request }));
      case "share":
        return void this.#shared.answer(message.request, message.ask);
      case "unshare":
        return this.#shared.release(message.request);
      case "start":
        return void this.#start(message.call, message.start);
      default:
        assertNever(message, "message from a worker");
    }
  }

  #store(name: string, text: string): void {
    const root = this.#root;
    try {
      if (!root.isClosed) root.storage.putResult(name, text);
    } catch (error) {
      if (!(error instanceof StoreUnwritableError)) throw error;
      root.fail(error);
    }
  }

  async #start(call: number, start: NestedStart): Promise<void> {
    this.#hasStarted = true;
    try {
      const caller = this.#contexts.get(start.caller);
      if (caller === undefined || caller.attempt.refusesRuns) throw new CancelledError("The attempt that made this call has been told to stop, or has ended.");
      // Found at once, as a rule: what is called in one turn is started in one.
      const definition = definitionAt(start.definition) ?? (await importedDefinition(start.definition));
      const future = this.#startIn(caller, call, changed(definition, unpack(start.options)), start);
      this.#futures.set(call, future);
      const run = future[brand.future];
      await run.whenDone(undefined);
      this.#contexts.delete(call);
      this.#job.send({ kind: "settled", call, end: endOf(run) });
    } catch (error) {
      this.#job.send({ kind: "refused", call, error: packLoosely(error) });
    }
  }

  #startIn({ task, attempt, logPrints, scope }: TaskContext, call: number, definition: Definition, start: NestedStart): TaskFuture {
    const context = new TaskContext(task, attempt, start.tags, logPrints, scope);
    const ports = { findFuture: (number: number): TaskFuture | undefined => this.#futures.get(number) };
    // The worker has packed lists.
    const args = unpack(start.args, ports) as readonly unknown[];
    const after = unpack(start.after, ports) as readonly unknown[];
    const { via, site } = start;
    if (definition.kind === "flow") return startChildFlow({ definition, args, after, site, via }, context);
    return startTaskIn({ definition, args, after, site, via }, context, new NestedRemote(this.#job, call, this));
  }
}

/** The worker has loaded a module that the flow's process has not. */
async function importedDefinition(address: DefinitionAddress): Promise<Definition> {
  await importModule(address.position.file);
  const definition = definitionAt(address);
  if (definition !== undefined) return definition;
  const { file, line } = address.position;
  throw new DefinitionError(`The ${address.kind} made at ${file}:${line} is called in a worker, and the flow's process does not know it: make it at the top level of its module.`);
}

/** A copy of the definition with the options that `.with(…)` has replaced. @throws DefinitionError */
function changed(definition: Definition, changes: unknown): Definition {
  if (typeof changes !== "object" || changes === null || Object.keys(changes).length === 0) return definition;
  if (definition.kind === "flow") {
    const settings = readFlowOptions({ ...definition.options, ...changes });
    return { ...definition, name: settings.name ?? definition.name, settings };
  }
  const settings = readTaskOptions({ ...definition.options, ...changes });
  return { ...definition, name: settings.name ?? definition.name, settings };
}

function endOf(run: TaskRun): RunEnd {
  const { number, state, data, remote, childRunId } = run;
  return { number, state, childRunId, outcome: outcomeOf(data, remote) };
}

function outcomeOf(data: TaskRun["data"], remote: TaskRun["remote"]): RunEnd["outcome"] {
  if (data.kind !== "value") return { kind: "none" };
  if (remote instanceof NestedRemote && remote.last !== null && remote.last.value === data.value) return { kind: "own" };
  return { kind: "given", value: packLoosely(data.value) };
}
