import { DefinitionError } from "../core/protocol/errors.ts";
import { brand, isBranded } from "./brand.ts";
import type { Accepted, Mappable, OwnSignatures, ReturnedValue, SureResult } from "./call-types.ts";
import type { TaskDefinition, UserFunction } from "./definition/definition.ts";
import { fileDefinition } from "./definition/address.ts";
import { isGenerator, NoStateOfItems } from "./definition/generator-function.ts";
import { definitionName } from "./definition/definition-name.ts";
import { rememberSource } from "./definition/written-names.ts";
import { callPosition, toSourcePosition } from "./definition/source-position.ts";
import { readTaskOptions, type TaskOptions } from "./definition/task-options.ts";
import { generate } from "./run/items/generate.ts";
import { mapTask } from "./run/map-task.ts";
import { startTask } from "./run/start-task.ts";
import type { TaskFuture } from "./run/task-future.ts";
import type { TaskFutureList } from "./run/task-future-list.ts";
import type { State } from "./state/state.ts";

/** A function whose calls are task runs: recorded, retried, timed. */
export interface Task<Args extends readonly unknown[] = never, R = unknown> {
  /** Runs in the flow's own process; the future is a promise of the result. */
  (...args: Accepted<Args>): TaskFuture<R>;
  /** What the task is called in lists and logs. */
  readonly name: string;
  /** The bare function: a call of it is no task run. */
  readonly fn: (...args: Args) => unknown;
  /** Runs through the flow's task runner. @throws MissingContextError outside of a flow or task. */
  submit(...args: Accepted<Args>): TaskFuture<R>;
  /**
   * One run per element. Arguments that are no iterables, and those in `unmapped(…)`, are passed whole; strings are values.
   *
   * @throws MappingLengthError when lists differ in length, MappingIterableError when there is none.
   */
  map(...args: Mappable<Args>): TaskFutureList<R>;
  /** The final state; never throws for a failed run. */
  returnState(...args: Accepted<Args>): Promise<State<R>>;
  /** A copy with these options replaced; `undefined` puts one back to its default. @throws DefinitionError */
  with(options: TaskOptions): Task<Args, R>;
  /** A copy that starts only when these are done. */
  after(...upstreams: readonly unknown[]): Task<Args, R>;
}

/**
 * A task whose function is an async generator. Its calls give an async generator of the items: each is recorded before it
 * is seen, and none is made before it is asked for. A retry gives the items from the start again.
 */
export interface GeneratorTask<Args extends readonly unknown[] = never, Item = unknown, R = unknown, Sent = unknown> {
  /** The run begins when the first item is asked for. Leaving early ends it as Completed. */
  (...args: Accepted<Args>): AsyncGenerator<Item, R, Sent>;
  readonly name: string;
  /** The bare function: a call of it is no task run. */
  readonly fn: (...args: Args) => AsyncGenerator<Item, R, Sent>;
  /** Runs through the flow's task runner, to its end: the result is a list of the items. @throws MissingContextError */
  submit(...args: Accepted<Args>): TaskFuture<Item[]>;
  /** One run per element, as of any task; the result of each is a list of its items. */
  map(...args: Mappable<Args>): TaskFutureList<Item[]>;
  /** @throws DefinitionError always: items are given one by one, and there is no state to return instead. */
  returnState(...args: Accepted<Args>): never;
  /** A copy with these options replaced; `undefined` puts one back to its default. @throws DefinitionError */
  with(options: TaskOptions): GeneratorTask<Args, Item, R, Sent>;
  /** A copy that starts only when these are done. */
  after(...upstreams: readonly unknown[]): GeneratorTask<Args, Item, R, Sent>;
}

/**
 * The task that a function becomes. The parameter of `task` is a plain `Function`, so that nothing but the function's own
 * text gives its parameters their types: one with a default and no annotation (`page = 1`) would else be `unknown`.
 */
export type TaskOf<Fn> = Fn extends (...args: infer Args) => infer Returned
  ? SureResult<Returned> extends AsyncGenerator<infer Item, infer R, infer Sent>
    ? GeneratorTask<Args, Item, R, Sent>
    : Task<Args, ReturnedValue<Awaited<Returned>>>
  : never;

/**
 * Makes a task of a function: sync, async, or an async generator.
 *
 * @throws DefinitionError for a bad option: it names the option, what was given and what is allowed.
 * @example
 * const getStars = task({ retries: 3, retryDelay: "2s" }, async (repo: string) => { … });
 */
export function task<Fn extends Function>(fn: Fn): OwnSignatures<Fn> & TaskOf<Fn>;
export function task<Fn extends Function>(options: TaskOptions, fn: Fn): OwnSignatures<Fn> & TaskOf<Fn>;
export function task(first: unknown, second?: unknown): unknown {
  const [options, fn] = typeof first === "function" ? [{}, first] : [first, second];
  if (typeof fn !== "function") throw new DefinitionError("task: expected a function, or options and a function: task({ retries: 3 }, async () => …).");
  const isReversed = typeof first === "function" && typeof second === "object";
  if (typeof options !== "object" || options === null || isReversed) {
    throw new DefinitionError("task: options come first and are an object: task({ retries: 3 }, fn).");
  }
  const site = callPosition(task);
  const position = site === null ? null : toSourcePosition(site);
  rememberSource(fn, position);
  const settings = readTaskOptions(options);
  const name = settings.name ?? definitionName(fn.name, position);
  const definition: TaskDefinition = { kind: "task", name, fn: fn as UserFunction, isGenerator: isGenerator("task", fn), position, settings, options };
  fileDefinition(definition);
  return createTask(definition, options, []);
}

export function isTask(value: unknown): value is Task {
  return isBranded(value, brand.task);
}

function createTask(definition: TaskDefinition, options: TaskOptions, after: readonly unknown[]): unknown {
  const callable = definition.isGenerator
    ? (...args: unknown[]): AsyncGenerator => {
        const call = { definition, args, after, site: callPosition(callable), via: "call" } as const;
        return generate((stream) => startTask({ ...call, stream }));
      }
    : (...args: unknown[]): TaskFuture => startTask({ definition, args, after, site: callPosition(callable), via: "call" });
  const submit = (...args: unknown[]): TaskFuture => startTask({ definition, args, after, site: callPosition(submit), via: "submit" });
  const map = (...args: unknown[]): TaskFutureList => mapTask({ definition, args, after, site: callPosition(map) });
  const returnState = (...args: unknown[]): Promise<State> => {
    if (definition.isGenerator) throw new NoStateOfItems(definition);
    return startTask({ definition, args, after, site: callPosition(returnState), via: "call" }).wait();
  };
  const replace = (replaced: TaskOptions): unknown => {
    const merged = { ...options, ...replaced };
    const settings = readTaskOptions(merged);
    return createTask({ ...definition, name: settings.name ?? definition.name, settings, options: merged, changes: { ...definition.changes, ...replaced } }, merged, after);
  };
  const wait = (...upstreams: readonly unknown[]): unknown => createTask(definition, options, [...after, ...upstreams]);
  Object.defineProperty(callable, "name", { value: definition.name, configurable: true });
  Object.defineProperty(callable, brand.task, { value: definition });
  return Object.assign(callable, { fn: definition.fn, submit, map, returnState, with: replace, after: wait });
}
