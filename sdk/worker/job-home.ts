/**
 * Tasks and flows that are called in a worker. The flow's process is told, decides and records, as for any call; a
 * task's function it then has called here, with the values that are here, so that nothing but what is recorded
 * crosses. A flow's function runs there.
 */
import { DefinitionError } from "../../core/protocol/errors.ts";
import { addressOf } from "../definition/address.ts";
import type { Definition } from "../definition/definition.ts";
import { toSourcePosition } from "../definition/source-position.ts";
import type { RunContext } from "../run/context.ts";
import type { RunHome } from "../run/root-run-parts.ts";
import { settle } from "../run/task-end.ts";
import type { TaskFuture } from "../run/task-future.ts";
import { brand } from "../brand.ts";
import { TaskRun } from "../run/task-run.ts";
import type { StateData } from "../state/state.ts";
import type { RunEnd } from "./link/messages.ts";
import { pack, packLoosely } from "./link/pack.ts";
import type { Packed } from "./link/packed.ts";
import { unpack } from "./link/unpack.ts";
import type { LinkShared } from "./link-shared.ts";
import type { WorkerLine } from "./worker-line.ts";

type HomeCall = Parameters<RunHome["start"]>[0];

interface NestedCall {
  readonly definition: Definition;
  readonly args: readonly unknown[];
  readonly run: TaskRun;
  /** What its last call here gave. */
  outcome: { readonly value: unknown } | null;
}

export class JobHome implements RunHome {
  readonly #line: WorkerLine;
  readonly #shared: LinkShared;
  readonly #calls = new Map<number, NestedCall>();
  /** The call of the job that a run is, for those that it makes. */
  readonly #callers = new WeakMap<TaskRun, number>();
  readonly #numbers = new WeakMap<TaskRun, number>();
  #lastCall = 0;

  constructor(line: WorkerLine, shared: LinkShared) {
    this.#line = line;
    this.#shared = shared;
  }

  start(given: HomeCall, context: RunContext): TaskFuture {
    const { definition, args, after, via, site, stream } = given;
    if (stream !== undefined) {
      const { kind, name } = definition;
      throw new DefinitionError(`The items of the generator ${kind} "${name}" cannot be taken one by one in a worker: gather them with await ${name}.submit(…), or go through them in the flow.`);
    }
    const address = addressOf(definition);
    if (address === undefined) throw new DefinitionError(`${definition.name} is made inside of a function, so that the flow's process does not know it: make it at the top level of a module.`);
    this.#lastCall += 1;
    const call = this.#lastCall;
    const { root, flow, task, tags } = context;
    const run = new TaskRun({ root, flow, parent: task, definition, tags, number: 0, state: { type: "PENDING", name: "Pending", at: 0, message: null }, scope: null });
    this.#calls.set(call, { definition, args, run, outcome: null });
    this.#numbers.set(run, call);
    run.holder.add(run);
    const name = (future: TaskFuture): number | undefined => this.#numbers.get(future[brand.future]);
    this.#line.send({
      kind: "start",
      call,
      start: {
        caller: (task === null ? undefined : this.#callers.get(task)) ?? 0,
        definition: address,
        options: packOptions(definition),
        args: packLoosely(args, name),
        after: packLoosely(after, name),
        via,
        site: site === null ? null : "file" in site ? site : toSourcePosition(site),
        tags,
      },
    });
    return run.future;
  }

  async secret(name: string): Promise<string | null> {
    return await this.#shared.secret(name);
  }

  /** Whether all runs that were asked for have ended. */
  get isIdle(): boolean {
    return this.#calls.size === 0;
  }

  /** The call of the task run that is entered now. */
  enter(run: TaskRun, call: number): void {
    this.#callers.set(run, call);
  }

  callOf(call: number): NestedCall | undefined {
    return this.#calls.get(call);
  }

  /** What a call here came to, for whoever awaits it here. */
  keep(call: number, value: unknown): void {
    const nested = this.#calls.get(call);
    if (nested !== undefined) nested.outcome = { value };
  }

  settle(call: number, { number, state, childRunId, outcome }: RunEnd): void {
    const nested = this.#calls.get(call);
    if (nested === undefined) return;
    this.#calls.delete(call);
    const { run } = nested;
    run.number = number;
    run.childRunId = childRunId;
    const own: StateData = nested.outcome === null ? { kind: "none" } : { kind: "value", value: nested.outcome.value };
    const data: StateData = outcome.kind === "given" ? { kind: "value", value: unpack(outcome.value) } : outcome.kind === "own" ? own : { kind: "none" };
    run.enter(state, data);
    settle(run);
  }

  refuse(call: number, error: unknown): void {
    this.settle(call, { number: 0, state: { type: "FAILED", name: "Failed", at: 0, message: String(error) }, childRunId: undefined, outcome: { kind: "given", value: packLoosely(error) } });
  }
}

/** @throws DefinitionError for an option that is a function: it would have to be called in the flow's process. */
function packOptions({ name, kind, changes }: Definition): Packed {
  const packing = pack(changes ?? {}, "with");
  if (packing.kind === "packed") return packing.packed;
  const { path, what } = packing.problem;
  throw new DefinitionError(`${kind} "${name}": ${path} is ${what}, which cannot leave the worker that calls the copy. Give the option to ${kind}(…) itself.`);
}
