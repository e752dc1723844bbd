import type { CachePolicy } from "../policy.ts";
import { allPolicies } from "./all.ts";
import { inputsPolicy } from "./inputs.ts";
import { runIdPolicy } from "./run-id.ts";
import { taskSourcePolicy } from "./task-source.ts";

/** Inputs, source and run: the same call twice in one flow run. Source: Prefect's `DEFAULT` (`src/prefect/cache_policies.py`). */
export function defaultPolicy(): CachePolicy {
  return allPolicies("cache.default", [inputsPolicy(), taskSourcePolicy(), runIdPolicy()]);
}
