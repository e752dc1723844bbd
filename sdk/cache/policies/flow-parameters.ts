import { canonicalText } from "../canonical-text.ts";
import { createPolicy, type CachePolicy } from "../policy.ts";

/**
 * The parameters of the flow run around the call; nothing outside of a flow, and in one without parameters. Source:
 * Prefect's `FlowParameters` (`src/prefect/cache_policies.py`).
 */
export function flowParametersPolicy(): CachePolicy {
  return createPolicy("cache.flowParameters", ({ flowParameters }) => {
    const entries = Object.entries(flowParameters ?? {});
    if (entries.length === 0) return null;
    return Object.fromEntries(entries.map(([name, value]) => [`flow parameter ${name}`, canonicalText(value, `flow parameter ${name}`)]));
  });
}
