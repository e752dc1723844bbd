import { availableParallelism } from "node:os";
import { readMax, type RunnerOptions, type TaskRunner } from "./task-runner.ts";

/**
 * Runs submitted tasks in worker threads: for work that keeps the CPU busy, in parallel. A timeout or a cancel ends code
 * that blocks. The task stands at the top level of a module, exported or not; each thread evaluates that module once.
 *
 * @param options.max most threads, and so most tasks at a time; default: as many as the machine has processors.
 * @throws DefinitionError when `max` is no whole number ≥ 1.
 * @example
 * flow({ taskRunner: threads() }, async (images: string[]) => await resize.map(images))
 */
export function threads(options: RunnerOptions = {}): TaskRunner {
  return { kind: "threads", max: readMax("threads", options, availableParallelism()) };
}
