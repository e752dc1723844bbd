/**
 * What discovery knows of the package `millrace` itself.
 *
 * It stands in for the installed package, which may be missing, of another version, or large: names resolve the same
 * everywhere, and the types are just enough for signatures that are derived from tasks and flows.
 */
export const SDK_STUB = `
export type Duration = number | string;
export interface TaskFuture<T> extends Promise<T> { readonly taskRunId: string }
export interface TaskFutureList<T> extends Array<TaskFuture<T>> { results(): Promise<T[]> }
interface Callable<A extends any[], R> {
  (...args: A): TaskFuture<Awaited<R>>;
  readonly fn: (...args: A) => R;
  submit(...args: A): TaskFuture<Awaited<R>>;
  map(...args: any[]): TaskFutureList<Awaited<R>>;
  with(options: object): this;
  after(...futures: any[]): this;
}
export declare function flow<A extends any[], R>(fn: (...args: A) => R): Callable<A, R>;
export declare function flow<A extends any[], R>(options: object, fn: (...args: A) => R): Callable<A, R>;
export declare function task<A extends any[], R>(fn: (...args: A) => R): Callable<A, R>;
export declare function task<A extends any[], R>(options: object, fn: (...args: A) => R): Callable<A, R>;
`;

/** The file name of the stub below the root; nothing is written there. */
export const SDK_STUB_NAME = "node_modules/.millrace-sdk-stub/index.d.ts";

/** The module specifier that means the SDK. */
export const SDK_SPECIFIER = "millrace";
