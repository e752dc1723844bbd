import { DefinitionError } from "../../core/protocol/errors.ts";
import { show } from "../definition/check-option.ts";

/** Where what a flow submits runs, and how many at a time. One object may serve many flow runs: it holds no state. */
export type TaskRunner = ConcurrentRunner | WorkerRunner;

/** In the flow's own process. */
export interface ConcurrentRunner {
  readonly kind: "concurrent";
  readonly max: number;
}

/** In workers: each runs one task at a time. */
export interface WorkerRunner {
  readonly kind: "threads" | "processes";
  readonly max: number;
}

/** How many of what a flow submits run side by side. */
export interface RunnerOptions {
  /** Most that run at a time: a whole number ≥ 1. */
  readonly max?: number;
}

const kinds: readonly unknown[] = ["concurrent", "threads", "processes"] satisfies readonly TaskRunner["kind"][];

export function isTaskRunner(value: unknown): value is TaskRunner {
  return typeof value === "object" && value !== null && "kind" in value && kinds.includes(value.kind) && "max" in value;
}

/** @throws DefinitionError when `max` is no whole number ≥ 1. */
export function readMax(runner: TaskRunner["kind"], { max }: RunnerOptions, fallback: number): number {
  if (max === undefined) return fallback;
  if (!Number.isInteger(max) || max < 1) throw new DefinitionError(`${runner}: max is ${show(max)}, expected a whole number ≥ 1.`);
  return max;
}
