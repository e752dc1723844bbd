import type { TaskFuture } from "./run/task-future.ts";
import type { TaskFutureList } from "./run/task-future-list.ts";
import type { State } from "./state/state.ts";
import type { AllowFailure, Opaque, Quote, Unmapped } from "./values/markers.ts";

/** What a parameter of type T takes in a call: the value, a future of it, or a container whose items are futures. */
export type AcceptedValue<T> = T | Pending<T> | ContainerOf<T>;

/** Something that becomes a T once it is done, or is marked. */
export type Pending<T> = TaskFuture<T> | State<T> | AllowFailure<T> | Quote<T> | Opaque<T>;

type ContainerOf<T> = T extends readonly (infer Item)[]
  ? readonly (Item | Pending<Item>)[] | TaskFutureList<Item>
  : T extends Primitive
    ? never
    : { readonly [Key in keyof T]: T[Key] | Pending<T[Key]> };

type Primitive = string | number | boolean | bigint | symbol | null | undefined | ((...args: never[]) => unknown);

export type Accepted<Args extends readonly unknown[]> = { [Index in keyof Args]: AcceptedValue<Args[Index]> };

/** What `.map` takes for a parameter of type T: an iterable of it, a future of one, or a value for every run. */
export type MappableValue<T> =
  | Iterable<T | Pending<T>>
  | Pending<readonly T[]>
  | AllowFailure<readonly unknown[]>
  | Unmapped<T>
  | AcceptedValue<T>;

export type Mappable<Args extends readonly unknown[]> = { [Index in keyof Args]: MappableValue<Args[Index]> };
