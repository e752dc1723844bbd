import type { FlowOptions, FlowSettings } from "./flow-options.ts";
import type { SourcePosition } from "./source-position.ts";
import type { TaskOptions, TaskSettings } from "./task-options.ts";

// The engine calls whatever function it is given with whatever arguments its caller gave; the wrappers are typed.
export type UserFunction = (...args: unknown[]) => unknown;

export interface TaskDefinition {
  readonly kind: "task";
  readonly name: string;
  readonly fn: UserFunction;
  /** Whether calls give an async generator of the function's items. */
  readonly isGenerator: boolean;
  readonly position: SourcePosition | null;
  readonly settings: TaskSettings;
  /** As they were given. */
  readonly options: TaskOptions;
  /** Those of them that `.with(…)` has replaced; absent in an original. */
  readonly changes?: TaskOptions;
}

export interface FlowDefinition {
  readonly kind: "flow";
  readonly name: string;
  readonly fn: UserFunction;
  /** As of a task. */
  readonly isGenerator: boolean;
  readonly position: SourcePosition | null;
  readonly settings: FlowSettings;
  readonly options: FlowOptions;
  readonly changes?: FlowOptions;
}

export type Definition = TaskDefinition | FlowDefinition;
