import type { Clock } from "../../core/base/clock.ts";
import type { Randomness } from "../../core/base/randomness.ts";
import type { SharedStore } from "../../journal/leader/shared-store.ts";
import type { Definition } from "../definition/definition.ts";
import type { RootRun } from "./root-run.ts";

/** Opens root runs: in a script, in a runner, or in a test. */
export interface RunHost {
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** What the workspace's runs share, for code outside of any. */
  readonly shared: SharedStore;
  /** @throws StoreUnwritableError */
  openRoot(definition: Definition): RootRun;
}
