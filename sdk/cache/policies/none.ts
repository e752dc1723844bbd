import { createPolicy, type CachePolicy } from "../policy.ts";

/** Caches nothing; joined with others, it changes nothing. Source: Prefect's `_None` (`src/prefect/cache_policies.py`). */
export function nonePolicy(): CachePolicy {
  return createPolicy("cache.none", () => null);
}
