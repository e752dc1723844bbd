import { DefinitionError } from "../core/protocol/errors.ts";
import { brand, isBranded } from "./brand.ts";
import type { Accepted, OwnSignatures, ReturnedValue, SureResult } from "./call-types.ts";
import type { FlowDefinition, UserFunction } from "./definition/definition.ts";
import { fileDefinition } from "./definition/address.ts";
import { isGenerator, NoStateOfItems } from "./definition/generator-function.ts";
import { definitionName } from "./definition/definition-name.ts";
import { rememberSource } from "./definition/written-names.ts";
import { readFlowOptions, type FlowOptions } from "./definition/flow-options.ts";
import { callPosition, toSourcePosition } from "./definition/source-position.ts";
import { runRootFlow, startChildFlow, startFlow, type FlowCall } from "./run/start-flow.ts";
import { generate } from "./run/items/generate.ts";
import { currentContext } from "./run/context.ts";
import type { TaskFuture } from "./run/task-future.ts";
import { sharedState } from "./shared-state.ts";
import type { State } from "./state/state.ts";

/** A function whose calls are flow runs: recorded, retried, resumed. Called inside a flow or task, it is a child run. */
export interface Flow<Args extends readonly unknown[] = never, R = unknown> {
  (...args: Accepted<Args>): Promise<R>;
  /** What the flow is called in lists and logs. */
  readonly name: string;
  /** The bare function: a call of it is no flow run. */
  readonly fn: (...args: Args) => unknown;
  /** Runs as a child flow through the task runner of the flow around it. @throws MissingContextError outside of one. */
  submit(...args: Accepted<Args>): TaskFuture<R>;
  /** The final state; never throws for a failed run. */
  returnState(...args: Accepted<Args>): Promise<State<R>>;
  /** A copy with these options replaced; `undefined` puts one back to its default. @throws DefinitionError */
  with(options: FlowOptions): Flow<Args, R>;
  /** A copy that starts only when these are done. */
  after(...upstreams: readonly unknown[]): Flow<Args, R>;
}

/** A flow whose function is an async generator; see `GeneratorTask`. */
export interface GeneratorFlow<Args extends readonly unknown[] = never, Item = unknown, R = unknown, Sent = unknown> {
  /** The run begins when the first item is asked for. Leaving early ends it as Completed. */
  (...args: Accepted<Args>): AsyncGenerator<Item, R, Sent>;
  readonly name: string;
  /** The bare function: a call of it is no flow run. */
  readonly fn: (...args: Args) => AsyncGenerator<Item, R, Sent>;
  /** Runs as a child flow to its end: the result is a list of the items. @throws MissingContextError outside of a flow. */
  submit(...args: Accepted<Args>): TaskFuture<Item[]>;
  /** @throws DefinitionError always: items are given one by one, and there is no state to return instead. */
  returnState(...args: Accepted<Args>): never;
  /** A copy with these options replaced; `undefined` puts one back to its default. @throws DefinitionError */
  with(options: FlowOptions): GeneratorFlow<Args, Item, R, Sent>;
  /** A copy that starts only when these are done. */
  after(...upstreams: readonly unknown[]): GeneratorFlow<Args, Item, R, Sent>;
}

/** The flow that a function becomes; see `TaskOf`. */
export type FlowOf<Fn> = Fn extends (...args: infer Args) => infer Returned
  ? SureResult<Returned> extends AsyncGenerator<infer Item, infer R, infer Sent>
    ? GeneratorFlow<Args, Item, R, Sent>
    : Flow<Args, ReturnedValue<Awaited<Returned>>>
  : never;

/**
 * Makes a flow of a function: sync, async, or an async generator.
 *
 * @throws DefinitionError for a bad option: it names the option, what was given and what is allowed.
 * @example
 * export const githubStars = flow({ name: "GitHub Stars" }, async (repos: string[]) => { … });
 */
export function flow<Fn extends Function>(fn: Fn): OwnSignatures<Fn> & FlowOf<Fn>;
export function flow<Fn extends Function>(options: FlowOptions, fn: Fn): OwnSignatures<Fn> & FlowOf<Fn>;
export function flow(first: unknown, second?: unknown): unknown {
  const [options, fn] = typeof first === "function" ? [{}, first] : [first, second];
  if (typeof fn !== "function") throw new DefinitionError("flow: expected a function, or options and a function: flow({ retries: 1 }, async () => …).");
  const isReversed = typeof first === "function" && typeof second === "object";
  if (typeof options !== "object" || options === null || isReversed) {
    throw new DefinitionError("flow: options come first and are an object: flow({ retries: 1 }, fn).");
  }
  const site = callPosition(flow);
  const position = site === null ? null : toSourcePosition(site);
  rememberSource(fn, position);
  const settings = readFlowOptions(options);
  const name = settings.name ?? definitionName(fn.name, position);
  const definition: FlowDefinition = { kind: "flow", name, fn: fn as UserFunction, isGenerator: isGenerator("flow", fn), position, settings, options };
  fileDefinition(definition);
  const { isImporting, defined } = sharedState();
  if (isImporting) defined.push(definition);
  return createFlow(definition, options, []);
}

/** @internal The definition behind a flow, of whichever copy of the package; `undefined` for anything else. */
export function flowDefinition(value: unknown): FlowDefinition | undefined {
  return isBranded(value, brand.flow) ? (value as { readonly [brand.flow]: FlowDefinition })[brand.flow] : undefined;
}

function createFlow(definition: FlowDefinition, options: FlowOptions, after: readonly unknown[]): unknown {
  const callable = definition.isGenerator
    ? (...args: unknown[]): AsyncGenerator => {
        const call = { definition, args, after, site: callPosition(callable), via: "call" } as const;
        return generate((stream) => startFlow({ ...call, stream }));
      }
    : (...args: unknown[]): Promise<unknown> => startFlow({ definition, args, after, site: callPosition(callable), via: "call" });
  const submit = (...args: unknown[]): unknown => startFlow({ definition, args, after, site: callPosition(submit), via: "submit" });
  const returnState = (...args: unknown[]): Promise<State> => {
    if (definition.isGenerator) throw new NoStateOfItems(definition);
    return finalState({ definition, args, after, site: callPosition(returnState), via: "call" });
  };
  const replace = (replaced: FlowOptions): unknown => {
    const merged = { ...options, ...replaced };
    const settings = readFlowOptions(merged);
    return createFlow({ ...definition, name: settings.name ?? definition.name, settings, options: merged, changes: { ...definition.changes, ...replaced } }, merged, after);
  };
  const wait = (...upstreams: readonly unknown[]): unknown => createFlow(definition, options, [...after, ...upstreams]);
  Object.defineProperty(callable, "name", { value: definition.name, configurable: true });
  Object.defineProperty(callable, brand.flow, { value: definition });
  return Object.assign(callable, { fn: definition.fn, submit, returnState, with: replace, after: wait });
}

async function finalState(call: FlowCall): Promise<State> {
  const context = currentContext();
  if (context === undefined) return (await runRootFlow(call)).publicState();
  return await startChildFlow(call, context).wait();
}
