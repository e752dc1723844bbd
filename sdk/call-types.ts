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

/**
 * What a task or flow has beside its own calls where its function is asynchronous and generic or overloaded: the function's
 * own signatures, since one list of parameters and one result cannot stand for those. `unknown` for any other function.
 */
export type OwnSignatures<Fn> = Fn extends (...args: infer Args) => infer Returned
  ? SureResult<Returned> extends Promise<unknown>
    ? // Only a function with one plain signature can be replaced by it.
      ((...args: Args) => Returned) extends Fn
      ? unknown
      : Fn & { readonly fn: Fn }
    : unknown
  : unknown;

/**
 * What a call gives for what the function returns: a state that it built stands for what that carries, a list of states or
 * futures for the list of their results. (Of the state of another run, which counts as a list of one, TypeScript cannot
 * tell that it is not built.)
 */
export type ReturnedValue<R> =
  R extends State<infer Carried>
    ? Carried
    : R extends readonly never[]
      ? R
      : R extends readonly (State | TaskFuture)[]
        ? { -readonly [Index in keyof R]: R[Index] extends State<infer Result> | TaskFuture<infer Result> ? Result : never }
        : R;

/** `any` and `never` count as every type; of neither is it sure that it is a generator's. */
export type SureResult<R> = 0 extends 1 & R ? undefined : [R] extends [never] ? undefined : R;
