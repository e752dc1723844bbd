import type { StateData } from "../state/state.ts";

/** How one call of a user's function went. */
export type CallOutcome =
  | { readonly kind: "returned"; readonly value: unknown }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "timedOut" };

/** Runs a function, sync or async, and turns whatever comes of it into data. */
export async function outcomeOf(call: () => unknown): Promise<CallOutcome> {
  try {
    return { kind: "returned", value: await call() };
  } catch (error) {
    return { kind: "threw", error };
  }
}

export const noData: StateData = { kind: "none" };
