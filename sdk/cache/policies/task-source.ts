import { hash } from "node:crypto";
import { createPolicy, type CachePolicy } from "../policy.ts";

/**
 * The function's own text, as it runs: an edit of it is another key, an edit of what it calls is not. Source: Prefect's
 * `TaskSource` (`src/prefect/cache_policies.py`).
 */
export function taskSourcePolicy(): CachePolicy {
  const known = new WeakMap<object, string>();
  return createPolicy("cache.taskSource", ({ fn }) => {
    let source = known.get(fn);
    if (source === undefined) {
      source = hash("sha256", Function.prototype.toString.call(fn));
      known.set(fn, source);
    }
    return { source };
  });
}
