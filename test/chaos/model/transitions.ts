import { isFinal, type SeenRun, type SeenState } from "./seen-run.ts";
import { Violation } from "./violation.ts";

type Table = Readonly<Record<string, readonly string[]>>;

const ends = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"];

/**
 * What may follow what, as the documents have it (docs/concepts/states.md) and not as the rules do it, so that a rule that
 * is wrong is seen. What is final is left only by a new start.
 */
const taskTable: Table = {
  "": ["PENDING", "SCHEDULED"],
  SCHEDULED: ["PENDING", "RUNNING", "CANCELLING", "CANCELLED", "CRASHED", "FAILED"],
  PENDING: ["PENDING", "SCHEDULED", "RUNNING", "PAUSED", "CANCELLING", ...ends],
  RUNNING: ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING", ...ends],
  PAUSED: ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING", ...ends],
  CANCELLING: ["CANCELLED"],
};

const flowTable: Table = {
  "": ["PENDING", "SCHEDULED"],
  SCHEDULED: ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING", "CANCELLED", "CRASHED", "FAILED"],
  PENDING: ["SCHEDULED", "RUNNING", "PAUSED", "CANCELLING", ...ends],
  RUNNING: ["SCHEDULED", "PENDING", "PAUSED", "CANCELLING", ...ends],
  PAUSED: ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING", ...ends],
  CANCELLING: ["CANCELLED"],
};

export function checkTransitions(run: SeenRun): void {
  for (const [number, states] of run.flowRuns) check(states, flowTable, `flow run ${number} of ${run.directory}`);
  for (const { task, states, child } of run.tasks.values()) check(states, child === null ? taskTable : merged, `task run ${task} of ${run.directory}`);
}

/** A task run that stands for a child flow run has the states of both. */
const merged: Table = Object.fromEntries(Object.keys(taskTable).map((from) => [from, [...(taskTable[from] ?? []), ...(flowTable[from] ?? [])]]));

function check(states: readonly SeenState[], table: Table, where: string): void {
  let from: SeenState | undefined;
  for (const state of states) {
    if (!isLegal(from, state, table)) {
      const told = `${from === undefined ? "nothing" : `${from.type} (${from.name}, record ${from.record})`} → ${state.type} (${state.name}, record ${state.record})`;
      throw new Violation("Legal transitions only", `one of ${from === undefined || !isFinal(from.type) ? (table[from?.type ?? ""] ?? []).join(", ") : "none without a new start"}`, told, where);
    }
    from = state;
  }
}

function isLegal(from: SeenState | undefined, to: SeenState, table: Table): boolean {
  if (from === undefined || !isFinal(from.type)) return table[from?.type ?? ""]?.includes(to.type) ?? false;
  if (to.name === "RolledBack") return from.type === "COMPLETED";
  // An answer from an earlier attempt may lie below what a crash has put on top of it.
  if (to.name === "Cached") return to.isNewStart;
  return to.isNewStart && (from.type !== "COMPLETED" || from.name === "RolledBack" || to.type === "PENDING" || to.type === "SCHEDULED" || to.type === "RUNNING");
}
