import { isTaskFuture, type TaskFuture } from "./run/task-future.ts";
import { isTaskFutureList, type TaskFutureList } from "./run/task-future-list.ts";

/**
 * A list of lists as one list, one level deep; what is no list stays as it is. Of futures, a promise of it.
 *
 * @example
 * const links = await flatten(linksOf.map(pages));
 * await fetchPage.map(links);
 */
// First, since a list of futures is an array too.
export function flatten<T>(list: TaskFutureList<readonly T[]> | TaskFuture<readonly (T | readonly T[])[]>): Promise<T[]>;
export function flatten<T>(list: readonly (T | readonly T[])[]): T[];
export function flatten(list: unknown): unknown {
  if (isTaskFutureList(list)) return list.results().then((results: unknown[]) => results.flat());
  if (isTaskFuture(list)) return list.then((result) => (Array.isArray(result) ? (result.flat() as unknown[]) : [result]));
  return Array.isArray(list) ? (list.flat() as unknown[]) : [list];
}
