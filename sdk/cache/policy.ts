/**
 * What the key of a call is made of: texts by name, such as `input repo` or `source`. `null`: nothing, so that the policy
 * by itself caches nothing.
 */
export type KeyParts = Readonly<Record<string, string>>;

/** A call as policies see it, all its arguments being values by now. */
export interface PolicyCall {
  /** The function of the task, for its text alone. */
  readonly fn: object;
  /** By parameter name, literal defaults included. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Of the flow run around the call; `null` outside of one. */
  readonly flowParameters: Readonly<Record<string, unknown>> | null;
  /** Id of the flow run around the call; outside of one, of the root run. */
  readonly runId: string;
}

const brand: unique symbol = Symbol.for("millrace.cachePolicy");

/** Says which calls have one result. Immutable; joined with `cache.all(a, b)`. */
export interface CachePolicy {
  readonly [brand]: true;
  /** For messages, such as `cache.inputs`. */
  readonly name: string;
  /** @throws UnhashableError for a value that has no text of its own. */
  partsOf(call: PolicyCall): KeyParts | null;
  /** The same without these inputs; of no effect on a policy that looks at none. */
  without(...inputs: readonly string[]): CachePolicy;
}

/** `narrow`: what becomes of it without some inputs; left out by those that look at none. */
export function createPolicy(
  name: string,
  partsOf: (call: PolicyCall) => KeyParts | null,
  narrow?: (inputs: readonly string[]) => CachePolicy,
): CachePolicy {
  const policy: CachePolicy = { [brand]: true, name, partsOf, without: (...inputs) => narrow?.(inputs) ?? policy };
  return policy;
}

export function isCachePolicy(value: unknown): value is CachePolicy {
  return typeof value === "object" && value !== null && brand in value;
}
