import type { CompletedState } from "./run-state.ts";

/** The state of a completed run whose transaction has been rolled back: what it did counts as undone, and a resume does it again. */
export function rolledBackState(at: number): CompletedState {
  return { type: "COMPLETED", name: "RolledBack", at, message: "Rolled back as part of a transaction." };
}

export function isRolledBack(state: { readonly type: string; readonly name: string }): boolean {
  return state.type === "COMPLETED" && state.name === "RolledBack";
}
