/** From the arguments of a call to those that its function gets. All upstreams that were found are done by then. */
import { DefinitionError } from "../../core/protocol/errors.ts";
import { brand } from "../brand.ts";
import { isState } from "../state/state.ts";
import { isMarker, type Marker } from "../values/markers.ts";
import { isTaskFuture, type TaskFuture } from "./task-future.ts";
import { isTaskFutureList } from "./task-future-list.ts";
import type { TaskRun } from "./task-run.ts";

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
  const resolved: unknown[] = [];
  // In turn, so that the first argument without a value is the one that is named.
  for (const arg of args) resolved.push((await resolve(arg, { run, copies: new Map() }, false)).value);
  return resolved;
}

/** One walk: for which run, and what it has made of the arrays and objects that it came by, for those in a circle. */
interface Walk {
  readonly run: TaskRun | null;
  readonly copies: Map<object, unknown>;
}

/** @throws DefinitionError where a run that is about to wait for `upstream` is that run, or a part of it. */
export function assertNoDeadlock(run: TaskRun, upstream: TaskRun): void {
  for (let around: TaskRun | null = run; around !== null; around = around.parent ?? around.flow?.tracking ?? null) {
    if (around !== upstream) continue;
    const itself = around === run ? "itself" : `${upstream.name}, which it is a part of`;
    throw new DefinitionError(`${run.name} depends on ${itself}: waiting for it would be a deadlock.`);
  }
}

async function resolve(value: unknown, walk: Walk, isFailureAllowed: boolean): Promise<Box> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return { value };
  if (isTaskFuture(value)) return await resolveFuture(value, walk, isFailureAllowed);
  if (isMarker(value)) return await resolveMarker(value, walk, isFailureAllowed);
  if (isState(value)) return { value: await value.result({ raiseOnFailure: !isFailureAllowed }) };
  if (Array.isArray(value)) return await resolveArray(value, walk, isFailureAllowed);
  return isPlainObject(value) ? await resolveObject(value, walk, isFailureAllowed) : { value };
}

async function resolveFuture(future: TaskFuture, { run }: Walk, isFailureAllowed: boolean): Promise<Box> {
  // An array may have come to hold it after the call, so the walk over the upstreams has not seen it.
  if (run !== null) assertNoDeadlock(run, future[brand.future]);
  return { value: await future.result({ raiseOnFailure: !isFailureAllowed }) };
}

async function resolveMarker({ marker, value }: Marker, walk: Walk, isFailureAllowed: boolean): Promise<Box> {
  if (marker === "quote") return { value };
  if (marker === "opaque") return isTaskFuture(value) ? await resolveFuture(value, walk, isFailureAllowed) : { value };
  return await resolve(value, walk, isFailureAllowed || marker === "allowFailure");
}

/** The array itself when nothing in it had to be replaced, so that its identity is kept. */
async function resolveArray(list: readonly unknown[], walk: Walk, isFailureAllowed: boolean): Promise<Box> {
  if (!isTaskFutureList(list) && !list.some((item) => holdsReplaceable(item))) return { value: list };
  if (walk.copies.has(list)) return { value: walk.copies.get(list) };
  const items: unknown[] = [];
  walk.copies.set(list, items);
  for (const item of list) items.push((await resolve(item, walk, isFailureAllowed)).value);
  return { value: items };
}

async function resolveObject(object: object, walk: Walk, isFailureAllowed: boolean): Promise<Box> {
  const entries = Object.entries(object);
  if (!entries.some(([, item]) => holdsReplaceable(item))) return { value: object };
  if (walk.copies.has(object)) return { value: walk.copies.get(object) };
  const resolved: Record<string, unknown> = {};
  walk.copies.set(object, resolved);
  for (const [key, item] of entries) resolved[key] = (await resolve(item, walk, isFailureAllowed)).value;
  return { value: resolved };
}

function holdsReplaceable(value: unknown, depth = 0): boolean {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || depth > 64) return false;
  if (isTaskFuture(value) || isMarker(value) || isState(value)) return true;
  if (Array.isArray(value)) return isTaskFutureList(value) || value.some((item) => holdsReplaceable(item, depth + 1));
  return isPlainObject(value) && Object.values(value).some((item) => holdsReplaceable(item, depth + 1));
}

export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
