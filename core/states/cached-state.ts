import type { CompletedState } from "./run-state.ts";

/** The state of a run whose earlier completion answers a call of a later attempt of its flow. */
export function cachedState(earlier: CompletedState, at: number): CompletedState {
  return {
    ...earlier,
    name: "Cached",
    at,
    message: null,
    why: "It completed in an earlier attempt of its flow with the same inputs, so its recorded result is the answer.",
  };
}
