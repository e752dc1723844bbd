/**
 * What discovery knows of the package `millrace` itself.
 *
 * It stands in for the installed package, which may be missing, of another version, or large: names resolve the same
 * everywhere, and the types are just enough for signatures that are derived from tasks and flows.
 */
export const SDK_STUB = `
export type Duration = number | string;
export interface State<R = unknown> { readonly type: string; result(): Promise<R> }
export interface TaskFuture<T = unknown> extends Promise<T> { readonly taskRunId: string; readonly state: State<T> }
export interface TaskFutureList<T = unknown> extends Array<TaskFuture<T>> { results(): Promise<T[]> }
export type TaskOptions = { [option: string]: any };
export type FlowOptions = { [option: string]: any };
interface Callable<A extends readonly any[], R> {
  (...args: A): TaskFuture<R>;
  readonly fn: (...args: A) => R;
  submit(...args: A): TaskFuture<R>;
  map(...args: any[]): TaskFutureList<R>;
  returnState(...args: A): Promise<State<R>>;
  with(options: object): this;
  after(...futures: any[]): this;
}
export interface Flow<A extends readonly any[] = any, R = unknown> extends Callable<A, R> { readonly kind?: "flow" }
export interface Task<A extends readonly any[] = any, R = unknown> extends Callable<A, R> { readonly kind?: "task" }
export interface GeneratorFlow<A extends readonly any[] = any, I = unknown, R = unknown, S = unknown> extends Callable<A, I[]> { readonly kind?: "flow" }
export type FlowOf<F> = F extends (...args: infer A) => infer R ? Flow<A, Awaited<R>> : never;
export type TaskOf<F> = F extends (...args: infer A) => infer R ? Task<A, Awaited<R>> : never;
export declare function flow<A extends readonly any[], R>(fn: (...args: A) => R): Flow<A, Awaited<R>>;
export declare function flow<A extends readonly any[], R>(options: object, fn: (...args: A) => R): Flow<A, Awaited<R>>;
export declare function task<A extends readonly any[], R>(fn: (...args: A) => R): Task<A, Awaited<R>>;
export declare function task<A extends readonly any[], R>(options: object, fn: (...args: A) => R): Task<A, Awaited<R>>;
export declare function transaction<R>(fn: (txn: any) => R): Promise<Awaited<R>>;
export declare function transaction<R>(options: object, fn: (txn: any) => R): Promise<Awaited<R>>;
export declare function concurrency<R>(names: string | readonly string[], fn: () => R): Promise<Awaited<R>>;
export declare function concurrency<R>(names: string | readonly string[], options: object, fn: () => R): Promise<Awaited<R>>;
export declare function tags<R>(...parts: [...tags: string[], fn: () => R]): R;
export declare function allowFailure<T>(value: T): T;
export declare function quote<T>(value: T): T;
export declare function opaque<T>(value: T): T;
export declare function unmapped<T>(value: T): T;
export declare function pause<T = undefined>(options?: object): Promise<T>;
export declare function suspend<T = undefined>(options?: object): Promise<T>;
`;

/** The file name of the stub below the root; nothing is written there. */
export const SDK_STUB_NAME = "node_modules/.millrace-sdk-stub/index.d.ts";

/** The module specifier that means the SDK. */
export const SDK_SPECIFIER = "millrace";
