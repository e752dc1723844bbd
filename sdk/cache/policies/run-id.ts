import { createPolicy, type CachePolicy } from "../policy.ts";

/**
 * The id of the flow run around the call, so that other runs have other keys. A retry or resume of the flow is the same
 * run. Source: Prefect's `RunId` (`src/prefect/cache_policies.py`).
 */
export function runIdPolicy(): CachePolicy {
  return createPolicy("cache.runId", ({ runId }) => ({ run: runId }));
}
