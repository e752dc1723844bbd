import type { RunView } from "../../core/records/run-view.ts";

/** What the engine found out about arguments that come from outside: editor, command, schedule. */
export interface OutsideArguments {
  /** One sentence for each that does not fit the signature; the run fails with them. */
  readonly invalid: readonly string[];
  /** What the signature makes of them, for a flow whose own schema refuses them as they came. */
  readonly coerced: readonly unknown[] | null;
}

/** Of a call in code, and of a run whose arguments have been checked. */
export const plainArguments: OutsideArguments = { invalid: [], coerced: null };

/** Whether the root flow's function has been called: what is recorded then is what its schema gave, not what it was given. */
export function hasBeenCalled(earlier: RunView): boolean {
  return earlier.flowRuns.get(0)?.states.some(({ type }) => type === "RUNNING") ?? false;
}
