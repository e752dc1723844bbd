/** From the arguments of a call to those that its function gets. All upstreams that were found are done by then. */
import { defineField } from "../../core/base/define-field.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";
import { brand } from "../brand.ts";
import { isState } from "../state/state.ts";
import { isMarker, type Marker } from "../values/markers.ts";
import { isTaskFuture, type TaskFuture } from "./task-future.ts";
import { isTaskFutureList } from "./task-future-list.ts";
import type { TaskRun } from "./task-run.ts";

/** How deep calls go into calls: a value may be nested deeper than the stack is. */
export const deepest = 500;

/** A value on its way through promises: bare, a future that is to be passed untouched would be awaited on the way. */
interface Box {
  readonly value: unknown;
}

/**
 * Futures become results, states theirs, markers what they mark. `run` is the run that the arguments are for.
 *
 * @throws the error of what has no result. @throws DefinitionError where the run would wait for itself.
 */
export async function resolveArguments(args: readonly unknown[], run: TaskRun | null): Promise<readonly unknown[]> {
  const resolution = new Resolution(run, whatHoldsReplaceable(args));
  const resolved: unknown[] = [];
  // In turn, so that the first argument without a value is the one that is named.
  for (const arg of args) resolved.push((await resolution.resolve(arg, false)).value);
  return resolved;
}

/** @throws DefinitionError where a run that is about to wait for `upstream` is that run, or a part of it. */
export function assertNoDeadlock(run: TaskRun, upstream: TaskRun): void {
  for (let around: TaskRun | null = run; around !== null; around = around.parent ?? around.flow?.tracking ?? null) {
    if (around !== upstream) continue;
    const itself = around === run ? "itself" : `${upstream.name}, which it is a part of`;
    throw new DefinitionError(`${run.name} depends on ${itself}: waiting for it would be a deadlock.`);
  }
}

/**
 * What was passed in a call existed before it, so that a circle can only be closed by what came into an array later.
 *
 * @throws DefinitionError where `upstream` waits for the run, however far round.
 */
function assertNoCircle(run: TaskRun, upstream: TaskRun): void {
  const seen = new Set([upstream]);
  for (const waiting of seen) {
    if (waiting === run) throw new DefinitionError(`${run.name} depends on ${upstream.name}, which depends on ${run.name}: waiting for it would be a deadlock.`);
    for (const { run: next } of waiting.waitsFor) seen.add(next);
    // A flow run ends when all of its task runs have.
    for (const part of waiting.child?.pending.toArray() ?? []) seen.add(part);
  }
}

class Resolution {
  readonly #run: TaskRun | null;
  readonly #holders: ReadonlySet<object>;
  /** Copies by what they are of, so that a value that holds itself has a copy that does; apart where failures are passed. */
  readonly #copies = { failing: new Map<object, unknown>(), allowing: new Map<object, unknown>() };

  /** How deep in an argument it is; the arguments are resolved in turn. */
  #depth = 0;

  constructor(run: TaskRun | null, holders: ReadonlySet<object>) {
    this.#run = run;
    this.#holders = holders;
  }

  async resolve(value: unknown, isFailureAllowed: boolean): Promise<Box> {
    if (!isObject(value)) return { value };
    if (isTaskFuture(value)) return await this.#resolveFuture(value, isFailureAllowed);
    if (isMarker(value)) return await this.#resolveMarker(value, isFailureAllowed);
    if (isState(value)) return { value: await value.result({ raiseOnFailure: !isFailureAllowed }) };
    // The value itself when nothing in it has to be replaced, so that its identity is kept.
    if (!this.#holders.has(value)) return { value };
    const copies = isFailureAllowed ? this.#copies.allowing : this.#copies.failing;
    if (copies.has(value)) return { value: copies.get(value) };
    this.#depth += 1;
    // From here on the stack is a new one.
    if (this.#depth % deepest === 0) await Promise.resolve();
    const resolved = await (Array.isArray(value) ? this.#resolveArray(value, isFailureAllowed, copies) : this.#resolveObject(value, isFailureAllowed, copies));
    this.#depth -= 1;
    return resolved;
  }

  async #resolveFuture(future: TaskFuture, isFailureAllowed: boolean): Promise<Box> {
    // An array may have come to hold it after the call, so the walk over the upstreams has not seen it.
    const upstream = future[brand.future];
    if (this.#run !== null) assertNoDeadlock(this.#run, upstream);
    if (this.#run !== null && !upstream.isAnnounced) {
      assertNoCircle(this.#run, upstream);
      this.#run.waitsFor = [{ run: upstream }];
    }
    return { value: await future.result({ raiseOnFailure: !isFailureAllowed }) };
  }

  async #resolveMarker({ marker, value }: Marker, isFailureAllowed: boolean): Promise<Box> {
    if (marker === "quote") return { value };
    if (marker === "opaque") return isTaskFuture(value) ? await this.#resolveFuture(value, isFailureAllowed) : { value };
    return await this.resolve(value, isFailureAllowed || marker === "allowFailure");
  }

  async #resolveArray(list: readonly unknown[], isFailureAllowed: boolean, copies: Map<object, unknown>): Promise<Box> {
    const items: unknown[] = [];
    copies.set(list, items);
    for (const item of list) items.push((await this.resolve(item, isFailureAllowed)).value);
    return { value: items };
  }

  async #resolveObject(object: object, isFailureAllowed: boolean, copies: Map<object, unknown>): Promise<Box> {
    const resolved: Record<string, unknown> = {};
    copies.set(object, resolved);
    for (const [key, item] of Object.entries(object)) defineField(resolved, key, (await this.resolve(item, isFailureAllowed)).value);
    return { value: resolved };
  }
}

/** The lists and plain objects in which, at any depth, something has to be replaced. Each is looked at once. */
function whatHoldsReplaceable(args: readonly unknown[]): ReadonlySet<object> {
  const holders = new Map<object, object[]>();
  const replaced: object[] = [];
  const queue: object[] = args.filter(isObject);
  for (const value of queue) {
    if (isTaskFutureList(value)) replaced.push(value);
    for (const item of itemsOf(value)) {
      if (!isObject(item)) continue;
      if (isTaskFuture(item) || isMarker(item) || isState(item)) replaced.push(value);
      const around = holders.get(item);
      if (around === undefined) {
        holders.set(item, [value]);
        queue.push(item);
      } else around.push(value);
    }
  }
  const found = new Set<object>();
  for (let next = replaced.pop(); next !== undefined; next = replaced.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const holder of holders.get(next) ?? []) replaced.push(holder);
  }
  return found;
}

/** What is looked into: a future, a state and what is quoted are not. */
function itemsOf(value: object): readonly unknown[] {
  if (isTaskFuture(value) || isState(value)) return [];
  if (isMarker(value)) return value.marker === "quote" || value.marker === "opaque" ? [] : [value.value];
  if (Array.isArray(value)) return value as readonly unknown[];
  return isPlainObject(value) ? Object.values(value) : [];
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" || typeof value === "function") && value !== null;
}

export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
