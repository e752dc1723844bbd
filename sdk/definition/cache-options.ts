/** The options of a task that say whether and how its results are cached. */
import { durationForms, parseDuration, type Duration } from "../../core/base/duration.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";
import { isCachePolicy, type CachePolicy } from "../cache/policy.ts";
import type { FlowRunInfo, TaskRunInfo } from "../run-info.ts";
import type { OptionCheck } from "./check-option.ts";
import type { ParameterValues } from "./task-options.ts";

/** What a function that makes keys may look at besides the inputs. */
export interface CacheKeyContext {
  readonly task: { readonly name: string };
  readonly taskRun: TaskRunInfo;
  /** `null` outside of a flow. */
  readonly flowRun: FlowRunInfo | null;
}

/** `undefined`: this call is not cached. */
export type CacheKeyFunction = (context: CacheKeyContext, parameters: ParameterValues) => string | undefined;

/** `readCommitted`: two at the same time may both compute. `serializable`: the second waits for the first, in another process too. */
export type CacheIsolation = "readCommitted" | "serializable";

/** Whether and how the results of a task answer later calls. */
export interface CacheOptions {
  /** Which calls have one result: `cache.inputs`, `cache.default`, … Default: none, so that every call runs. */
  readonly cachePolicy?: CachePolicy;
  /** The key itself, from the run and the values by parameter name; stands in for `cachePolicy`. */
  readonly cacheKey?: CacheKeyFunction;
  /** How long a result answers, from its completion; negative: never. It is kept with the result. Default: without end. */
  readonly cacheExpiration?: Duration | `-${Duration}`;
  /** Whether calls run in any case, and replace what is kept. Default: false, or true under `MILLRACE_CACHE=refresh`. */
  readonly refreshCache?: boolean;
  /** Default: `"readCommitted"`. */
  readonly isolation?: CacheIsolation;
  /**
   * The key under which the result is kept: a template over the parameters and the run, such as `"stars-{repo}"` or
   * `"{flowRun.id}-report"`. A result that is there answers the call. Default: none.
   */
  readonly resultStorageKey?: string;
}

export const cacheOptionNames = ["cachePolicy", "cacheKey", "cacheExpiration", "refreshCache", "isolation", "resultStorageKey"] as const satisfies readonly (keyof CacheOptions)[];

/** Where the key of a call comes from. */
export type KeySource =
  | { readonly kind: "policy"; readonly policy: CachePolicy }
  | { readonly kind: "function"; readonly keyOf: CacheKeyFunction }
  | { readonly kind: "storageKey"; readonly template: string };

export interface CacheSettings {
  /** `null`: nothing is cached, and the warnings say why. */
  readonly source: KeySource | null;
  readonly expirationMs: number | null;
  /** `undefined`: not given, so that the surroundings decide. */
  readonly refresh: boolean | undefined;
  readonly isolation: CacheIsolation;
  /** Of options that stand in each other's way; said in the log of a run, once. */
  readonly warnings: readonly string[];
}

/** `null`: the task has nothing to do with a cache. @throws DefinitionError */
export function readCacheOptions(subject: string, check: OptionCheck, persistResult: boolean | undefined): CacheSettings | null {
  const policy = check.custom("cachePolicy", "a policy, such as cache.inputs", (value) => (isCachePolicy(value) ? value : undefined));
  const keyOf = check.callable<CacheKeyFunction>("cacheKey");
  const template = check.text("resultStorageKey");
  const expirationMs = check.custom("cacheExpiration", `${durationForms}, or a negative one for never`, readExpiration) ?? null;
  const refresh = check.optionalFlag("refreshCache");
  const isolation = check.custom("isolation", '"readCommitted" or "serializable"', readIsolation) ?? "readCommitted";
  const isPolicy = policy !== undefined && policy.name !== "cache.none";
  if (isolation === "serializable" && policy === undefined && keyOf === undefined && template === undefined) {
    throw new DefinitionError(`${subject}: the isolation "serializable" is not supported by provided configuration: it needs a key to lock, so a cachePolicy, cacheKey or resultStorageKey.`);
  }
  const warnings: string[] = [];
  const settings = { expirationMs, refresh, isolation, warnings };
  if (!isPolicy && keyOf === undefined && template === undefined) return null;
  if (persistResult === false) {
    warnings.push("persistResult is off, so that results are not cached: cachePolicy, cacheKey and resultStorageKey have no effect.");
    return { source: null, ...settings };
  }
  if (template !== undefined) {
    if (isPolicy || keyOf !== undefined) warnings.push("resultStorageKey says under which key results are kept: it will be used, and cachePolicy and cacheKey will not.");
    return { source: { kind: "storageKey", template }, ...settings };
  }
  if (keyOf !== undefined) {
    if (isPolicy) warnings.push("Both cacheKey and cachePolicy are given: cacheKey will be used.");
    return { source: { kind: "function", keyOf }, ...settings };
  }
  return isPolicy ? { source: { kind: "policy", policy }, ...settings } : null;
}

function readIsolation(value: unknown): CacheIsolation | undefined {
  return value === "readCommitted" || value === "serializable" ? value : undefined;
}

/** In milliseconds; negative ones are not for counting, they say that nothing is ever a hit. */
function readExpiration(value: unknown): number | undefined {
  if (typeof value === "number" && value < 0) return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || !value.startsWith("-")) return parseDuration(value);
  const ms = parseDuration(value.slice(1));
  return ms === undefined ? undefined : -ms;
}
