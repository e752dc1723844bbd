/**
 * Values as text that equal values share, whatever the order of their keys, and different ones do not: what cache keys
 * are made of.
 *
 * Equal means equal in content. The entries of a Map and the items of a Set have no order; a cycle is told by how far up
 * it leads. `-0` is not `0`, a missing property is not one that is `undefined`, and a value's class counts.
 */
import { createHash } from "node:crypto";

/** Thirty objects that each hold the next one twice are a thousand million, one by one. */
const mostObjects = 1_000_000;

/** The value at `place` (such as `input order.lines[3]`) has no text that would tell it from another. */
export class UnhashableError extends TypeError {
  constructor(place: string, what: string) {
    super(`${place} is ${what}, which cannot be hashed`);
  }
}

/** `place` names the value in messages. @throws UnhashableError */
export function canonicalText(value: unknown, place: string): string {
  // Most inputs: nothing to walk.
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return numberText(value);
  return textOf(value, { place, above: [], budget: { left: mostObjects, whole: place } });
}

interface Walk {
  readonly place: string;
  /** The objects that hold the value, the outermost first. */
  readonly above: readonly object[];
  /** Objects that may still be walked, of the whole value. */
  readonly budget: { left: number; readonly whole: string };
}

function textOf(value: unknown, walk: Walk): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return numberText(value);
    case "boolean":
    case "undefined":
      return String(value);
    case "bigint":
      return `${value}n`;
    case "object":
      return value === null ? "null" : objectText(value, walk);
    case "function":
      throw new UnhashableError(walk.place, `the function ${value.name === "" ? "(anonymous)" : value.name}`);
    case "symbol":
      throw new UnhashableError(walk.place, String(value));
  }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function objectText(value: object, { place, above, budget }: Walk): string {
  const index = above.indexOf(value);
  if (index >= 0) return `^${above.length - index}`;
  budget.left -= 1;
  if (budget.left < 0) throw new UnhashableError(budget.whole, `larger than ${mostObjects} objects, shared ones counted each time`);
  const walk: Walk = { place, above: [...above, value], budget };
  if (Array.isArray(value)) return `[${Array.from(value, (item: unknown, at) => textOf(item, inside(walk, `[${at}]`))).join(",")}]`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (value instanceof RegExp) return `RegExp(${value.source}/${value.flags})`;
  if (value instanceof URL) return `URL(${JSON.stringify(value.href)})`;
  if (value instanceof Map) return `Map{${mapEntries(value, walk).sort().join(",")}}`;
  if (value instanceof Set) return `Set{${Array.from(value, (item) => textOf(item, inside(walk, "{…}"))).sort().join(",")}}`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer(${bytesHash(new Uint8Array(value))})`;
  if (ArrayBuffer.isView(value)) return `${tagOf(value)}(${bytesHash(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))})`;
  if (value instanceof Error) return errorText(value, walk);
  if (isPlain(value)) return fieldsText(value, walk);
  if (hasJson(value)) return `${classOf(value)}(${textOf(value.toJSON(), walk)})`;
  // What a class keeps in private fields is not seen from here, so that two unlike instances could look alike.
  throw new UnhashableError(place, `an instance of ${classOf(value)}`);
}

function inside(walk: Walk, step: string): Walk {
  return { ...walk, place: walk.place + step };
}

function mapEntries(map: ReadonlyMap<unknown, unknown>, walk: Walk): string[] {
  return Array.from(map, ([key, item]) => `${textOf(key, inside(walk, " key"))}=>${textOf(item, inside(walk, "{…}"))}`);
}

function errorText(error: Error, walk: Walk): string {
  const { name, message, cause } = error;
  return `Error${fieldsText({ ...error, name, message, ...(cause === undefined ? {} : { cause }) }, walk)}`;
}

function fieldsText(value: object, walk: Walk): string {
  const [symbol] = Object.getOwnPropertySymbols(value);
  if (symbol !== undefined) throw new UnhashableError(walk.place, `an object with the key ${String(symbol)}`);
  let text = "";
  for (const key of Object.keys(value).sort()) {
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${textOf(Reflect.get(value, key), inside(walk, `.${key}`))}`;
  }
  return `{${text}}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function hasJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function classOf(value: object): string {
  const { constructor } = value;
  return typeof constructor === "function" && constructor.name !== "" ? constructor.name : "a class without a name";
}

function bytesHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
