import { DefinitionError } from "../../core/protocol/errors.ts";
import { show } from "../definition/check-option.ts";
import { joined } from "./policies/all.ts";
import { defaultPolicy } from "./policies/default.ts";
import { flowParametersPolicy } from "./policies/flow-parameters.ts";
import { inputsPolicy } from "./policies/inputs.ts";
import { nonePolicy } from "./policies/none.ts";
import { runIdPolicy } from "./policies/run-id.ts";
import { taskSourcePolicy } from "./policies/task-source.ts";
import { isCachePolicy, type CachePolicy } from "./policy.ts";

/**
 * The cache policies: what makes two calls of a task one, so that the second is answered with the first one's result.
 *
 * @example
 * const getStars = task({ cachePolicy: cache.all(cache.inputs, cache.taskSource), cacheExpiration: "1h" }, async (repo: string) => { … });
 */
export const cache = {
  /** Equal inputs, of whichever task and run. `cache.inputs.without("log")` leaves one out. */
  inputs: inputsPolicy(),
  /** The same text of the function. */
  taskSource: taskSourcePolicy(),
  /** Equal parameters of the flow run around the call. */
  flowParameters: flowParametersPolicy(),
  /** The same flow run. */
  runId: runIdPolicy(),
  /** Inputs, source and run id. */
  default: defaultPolicy(),
  /** No caching, which is what a task does that does not say. */
  none: nonePolicy(),
  /** What all of these take for the same. @throws DefinitionError for what is no policy. */
  all: (...policies: readonly CachePolicy[]): CachePolicy => {
    const other = policies.findIndex((policy) => !isCachePolicy(policy));
    if (other >= 0 || policies.length === 0) {
      const found = other >= 0 ? `argument ${other + 1} is ${show(policies[other])}` : "there is none";
      throw new DefinitionError(`cache.all: expected cache policies, such as cache.inputs, but ${found}.`);
    }
    return joined(policies);
  },
} as const;
