/** Finds what cannot cross to or from a worker, before it is sent: cloning itself says neither what nor where. */
import { types } from "node:util";
import { isTaskFuture, type TaskFuture } from "../../run/task-future.ts";
import { isState } from "../../state/state.ts";
import { isMarker } from "../../values/markers.ts";

/** The number by which the other side knows a future; `undefined` for one that cannot travel. */
export type NameFuture = (future: TaskFuture) => number | undefined;

export interface Survey {
  /** The first thing that cannot cross: `orders[3].save`, `a function`. */
  readonly problem: { readonly path: string; readonly what: string } | undefined;
  /** Whether something in the value has to be written out. */
  readonly isRich: boolean;
}

interface Place {
  readonly value: unknown;
  readonly holder: Place | null;
  readonly part: string | number;
}

/** Looks at each object of the value once; `name` is how its places begin. */
export function surveyOf(value: unknown, name: string, nameFuture: NameFuture): Survey {
  let isRich = false;
  const seen = new Set<unknown>();
  const queue: Place[] = needsLook(value) ? [{ value, holder: null, part: name }] : [];
  for (const place of queue) {
    if (seen.has(place.value)) continue;
    seen.add(place.value);
    const what = problemOf(place.value, nameFuture);
    if (what !== undefined) return { problem: { path: pathOf(place), what }, isRich };
    if (isSpecial(place.value)) isRich = true;
    lookInto(place, queue);
  }
  return { problem: undefined, isRich };
}

export function needsLook(value: unknown): boolean {
  return (typeof value === "object" && value !== null) || typeof value === "function" || typeof value === "symbol";
}

/** What is written out, so that the other side can make it again. */
export function isSpecial(value: unknown): boolean {
  return Buffer.isBuffer(value) || isState(value) || isMarker(value) || isTaskFuture(value) || value instanceof Error;
}

/** Says what the value is, if it cannot cross. */
export function problemOf(value: unknown, nameFuture: NameFuture): string | undefined {
  if (typeof value === "function") return value.name === "" ? "a function" : `the function ${value.name}`;
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return undefined;
  // Before all else: a look at it would run its handlers.
  if (types.isProxy(value)) return "a proxy (pass a plain copy)";
  if (isTaskFuture(value)) return nameFuture(value) === undefined ? "a future, which belongs to the flow's process (pass its result)" : undefined;
  if (value instanceof Promise) return "a promise (await it first)";
  if (isSpecial(value) || isPlain(value) || isCloned(value) || !hasMethods(value)) return undefined;
  const { name } = value.constructor;
  return `an instance of ${name === "" ? "a class" : name}, whose methods would be lost`;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const cloned = [Map, Set, Date, RegExp, ArrayBuffer, SharedArrayBuffer, Boolean, Number, String];

/** What structured cloning makes again as what it was. */
export function isCloned(value: object): boolean {
  return ArrayBuffer.isView(value) || cloned.some((type) => value instanceof type);
}

/** Data alone may travel as a plain object; what can do something may not. */
function hasMethods(value: object): boolean {
  let prototype = Object.getPrototypeOf(value) as object | null;
  while (prototype !== null && prototype !== Object.prototype) {
    if (Reflect.ownKeys(prototype).some((name) => name !== "constructor")) return true;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return false;
}

function lookInto(holder: Place, queue: Place[]): void {
  const { value } = holder;
  const look = (item: unknown, part: string | number): void => {
    if (needsLook(item)) queue.push({ value: item, holder, part });
  };
  if (typeof value !== "object" || value === null || isState(value) || isTaskFuture(value) || value instanceof Error) return;
  if (isMarker(value)) look(value.value, "");
  else if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) look(value[index], index);
  else if (value instanceof Set) for (const item of value) look(item, ".values()");
  else if (value instanceof Map) {
    for (const [name, item] of value) {
      look(name, ".keys()");
      look(item, `.get(${typeof name === "string" ? JSON.stringify(name) : String(name)})`);
    }
  } else if (!isCloned(value)) for (const [name, item] of Object.entries(value)) look(item, /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);
}

function pathOf({ holder, part }: Place): string {
  const own = typeof part === "number" ? `[${part}]` : part;
  return holder === null ? own : pathOf(holder) + own;
}
