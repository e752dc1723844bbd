import { createPolicy, type CachePolicy, type KeyParts } from "../policy.ts";

/**
 * All of them: one result for the calls that each of them takes for the same. What one has nothing to say of is left to
 * the others. Source: Prefect's `CompoundCachePolicy` (`src/prefect/cache_policies.py`).
 */
export function allPolicies(name: string, policies: readonly CachePolicy[]): CachePolicy {
  const partsOf = (call: Parameters<CachePolicy["partsOf"]>[0]): KeyParts | null => {
    const found = policies.map((policy) => policy.partsOf(call)).filter((parts) => parts !== null);
    return found.length === 0 ? null : Object.fromEntries(found.flatMap((parts) => Object.entries(parts)));
  };
  const narrow = (inputs: readonly string[]): CachePolicy => joined(policies.map((policy) => policy.without(...inputs)));
  return createPolicy(name, partsOf, narrow);
}

export function joined(policies: readonly CachePolicy[]): CachePolicy {
  return allPolicies(`cache.all(${policies.map((policy) => policy.name).join(", ")})`, policies);
}
