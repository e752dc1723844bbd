import { readMax, type RunnerOptions, type TaskRunner } from "./task-runner.ts";

/**
 * Runs submitted tasks in the flow's own process, side by side. The default.
 *
 * @param options.max most that run at a time; default: no limit. A run that is submitted by a run which holds a place
 * shares that place, so that a limit cannot deadlock tasks that submit tasks.
 * @throws DefinitionError when `max` is no whole number ≥ 1.
 * @example
 * flow({ taskRunner: concurrent({ max: 10 }) }, async (urls: string[]) => await fetchPage.map(urls))
 */
export function concurrent(options: RunnerOptions = {}): TaskRunner {
  return { kind: "concurrent", max: readMax("concurrent", options, Number.POSITIVE_INFINITY) };
}
