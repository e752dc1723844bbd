import { brand, isBranded } from "../brand.ts";
import type { TaskFuture } from "../run/task-future.ts";

/** An argument that says how it wants to be treated. */
export type Marker = { readonly value: unknown; readonly marker: MarkerKind };

export type MarkerKind = "allowFailure" | "unmapped" | "quote" | "opaque";

interface Marked<Kind extends MarkerKind, T> {
  readonly marker: Kind;
  readonly value: unknown;
  /** Only for the type checker. */
  readonly type?: T;
}

/** What `allowFailure` makes: for a parameter that also takes errors. */
export type AllowFailure<T> = Marked<"allowFailure", T>;
/** What `unmapped` makes: one value for all runs of a map. */
export type Unmapped<T> = Marked<"unmapped", T>;
/** What `quote` makes: a value that is passed untouched. */
export type Quote<T> = Marked<"quote", T>;
/** What `opaque` makes: a value that is awaited at its top level only. */
export type Opaque<T> = Marked<"opaque", T>;

/** What a value becomes once the futures in it are done. */
export type Resolved<T> = T extends TaskFuture<infer R> ? R : T extends readonly (infer Item)[] ? Resolved<Item>[] : T;

/** The same where a failed future becomes its error. */
export type ResolvedOrError<T> = T extends TaskFuture<infer R>
  ? R | Error
  : T extends readonly (infer Item)[]
    ? ResolvedOrError<Item>[]
    : T;

/** Passes the error of a failed upstream in, instead of not starting. For a future, a list, or an array with futures. */
export function allowFailure<T>(value: T): AllowFailure<ResolvedOrError<T>> {
  return mark("allowFailure", value);
}

/** In `.map`: pass the value whole to every run. */
export function unmapped<T extends string | number | bigint | boolean>(value: T): Unmapped<T>;
export function unmapped<T>(value: T): Unmapped<Resolved<T>>;
export function unmapped(value: unknown): Unmapped<unknown> {
  return mark("unmapped", value);
}

/** Passes the value untouched: nothing in it is awaited or recorded as an upstream. */
export function quote<T>(value: T): Quote<T> {
  return mark("quote", value);
}

/** Awaits the value if it is itself a future, and looks no deeper. */
export function opaque<T>(value: T): Opaque<T extends TaskFuture<infer R> ? R : T> {
  return mark("opaque", value);
}

export function isMarker(value: unknown): value is Marker {
  return isBranded(value, brand.marker);
}

/** @internal A mark that came from another process. */
export function markAs(marker: MarkerKind, value: unknown): Marker {
  return mark(marker, value);
}

function mark<Kind extends MarkerKind, T>(marker: Kind, value: unknown): Marked<Kind, T> {
  return Object.defineProperty({ marker, value }, brand.marker, { value: true });
}
