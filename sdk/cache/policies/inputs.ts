import { canonicalText } from "../canonical-text.ts";
import { createPolicy, type CachePolicy, type KeyParts } from "../policy.ts";

/**
 * Equal inputs have one result, whichever task they are of: equal inputs of two tasks share a key. A call without inputs
 * is not cached by it, since all tasks' would be one. Source: Prefect's `Inputs` (`src/prefect/cache_policies.py`).
 */
export function inputsPolicy(excluded: readonly string[] = []): CachePolicy {
  const name = excluded.length === 0 ? "cache.inputs" : `cache.inputs.without(${excluded.map((each) => JSON.stringify(each)).join(", ")})`;
  const partsOf = ({ inputs }: { readonly inputs: Readonly<Record<string, unknown>> }): KeyParts | null => {
    const parts: Record<string, string> = {};
    let isEmpty = true;
    for (const input in inputs) {
      if (excluded.includes(input)) continue;
      parts[`input ${input}`] = canonicalText(inputs[input], `input ${input}`);
      isEmpty = false;
    }
    return isEmpty ? null : parts;
  };
  return createPolicy(name, partsOf, (more) => inputsPolicy([...new Set([...excluded, ...more])]));
}
