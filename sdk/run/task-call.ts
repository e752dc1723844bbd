import type { TaskDefinition } from "../definition/definition.ts";
import type { CallPlace } from "./definition-table.ts";
import type { ItemStream } from "./items/item-stream.ts";
import type { DependentCall } from "./prepare-call.ts";

/** A call of a task as it was made. */
export interface TaskCall extends DependentCall {
  readonly definition: TaskDefinition;
  readonly site: CallPlace | null;
  readonly via: "call" | "submit";
  /** Who takes the items of a generator one by one. */
  readonly stream?: ItemStream;
}
