import type { FlowSettings } from "./flow-options.ts";
import type { SourcePosition } from "./source-position.ts";
import type { TaskSettings } from "./task-options.ts";

// The engine calls whatever function it is given with whatever arguments its caller gave; the wrappers are typed.
export type UserFunction = (...args: unknown[]) => unknown;

export interface TaskDefinition {
  readonly kind: "task";
  readonly name: string;
  readonly fn: UserFunction;
  readonly position: SourcePosition | null;
  readonly settings: TaskSettings;
}

export interface FlowDefinition {
  readonly kind: "flow";
  readonly name: string;
  readonly fn: UserFunction;
  readonly position: SourcePosition | null;
  readonly settings: FlowSettings;
}

export type Definition = TaskDefinition | FlowDefinition;
