import type { Clock } from "../../core/base/clock.ts";
import type { Randomness } from "../../core/base/randomness.ts";
import type { Definition } from "../definition/definition.ts";
import type { RootRun } from "./root-run.ts";

/** Opens root runs: in a script, in a runner, or in a test. */
export interface RunHost {
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** @throws StoreUnwritableError */
  openRoot(definition: Definition): RootRun;
}
