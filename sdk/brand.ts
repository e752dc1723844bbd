/** Marks that are recognised across copies of the package; `instanceof` is not. */
const task: unique symbol = Symbol.for("millrace.task");
const flow: unique symbol = Symbol.for("millrace.flow");
const future: unique symbol = Symbol.for("millrace.future");
const futureList: unique symbol = Symbol.for("millrace.futureList");
const state: unique symbol = Symbol.for("millrace.state");
const marker: unique symbol = Symbol.for("millrace.marker");

export const brand: {
  readonly task: typeof task;
  readonly flow: typeof flow;
  readonly future: typeof future;
  readonly futureList: typeof futureList;
  readonly state: typeof state;
  readonly marker: typeof marker;
} = { task, flow, future, futureList, state, marker };

export function isBranded(value: unknown, mark: symbol): boolean {
  return ((typeof value === "object" && value !== null) || typeof value === "function") && mark in value;
}
