import { availableParallelism } from "node:os";
import { readMax, type RunnerOptions, type TaskRunner } from "./task-runner.ts";

/**
 * Runs submitted tasks in child processes: as `threads()`, and what ends a whole process (a crash of native code, memory
 * that runs out) ends the one task run alone. Each has a memory and a working directory of its own; values are copied.
 *
 * @param options.max most processes, and so most tasks at a time; default: as many as the machine has processors.
 * @throws DefinitionError when `max` is no whole number ≥ 1.
 * @example
 * flow({ taskRunner: processes({ max: 4 }) }, async (files: string[]) => await convert.map(files))
 */
export function processes(options: RunnerOptions = {}): TaskRunner {
  return { kind: "processes", max: readMax("processes", options, availableParallelism()) };
}
