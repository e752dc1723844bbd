import { inspect } from "node:util";
import { checkVariableName } from "../../core/variables/check-variable.ts";
import { UsageError } from "../../core/protocol/errors.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { isPlainJson } from "../../journal/plain-json.ts";
import { currentShared } from "../concurrency/current-shared.ts";
import { show } from "../definition/check-option.ts";
import { currentContext } from "../run/context.ts";

/** In one line, so that what JSON has no word for is seen: `Map(1) { 'a' => 1 }`, `-0`, `10n`. */
const shown = { depth: 2, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 5, maxStringLength: 60 } as const;
const mostShown = 200;

/** How a variable is set. */
export interface VariableOptions {
  /** True: one that is there is replaced. Default: false. */
  readonly overwrite?: boolean;
  /** They replace those that it had. Default: none. */
  readonly tags?: readonly string[];
}

/** A variable as it has been set. */
export interface SetVariable {
  readonly name: string;
  readonly value: Json;
  readonly tags: readonly string[];
}

/**
 * Small values that all runs of the workspace share, and that people change between runs: a region, a threshold, the date of
 * the last import. They are kept in `.millrace/engine/variables.ndjson`, as plain text: for passwords there is `Secret`.
 */
export const Variable = {
  /**
   * The value as it is now; `fallback`, else `null`, where there is no such variable.
   *
   * @param name lowercase letters, digits, dashes and underscores, at most 255.
   * @throws UsageError for what is no name. StoreCorruptError
   * @example
   * const region = await Variable.get("region", "eu-west-1");
   */
  async get<T = Json>(name: string, fallback?: T): Promise<T | Json> {
    const attempt = currentContext()?.attempt;
    if (attempt?.refusesCalls === true) return await attempt.refuse();
    checkVariableName(name);
    const found = await currentShared().variables.get(name);
    return found === undefined ? (fallback ?? null) : found.value;
  },

  /**
   * Makes a variable, or replaces it. Fulfils once it is on the disk.
   *
   * @param value plain JSON, at most 5,000 characters of it.
   * @throws VariableExistsError for one that is there, without `overwrite`; UsageError; EngineUnavailableError;
   * StoreUnwritableError
   * @example
   * await Variable.set("last-import", new Date().toISOString(), { overwrite: true });
   */
  async set(name: string, value: Json, options: VariableOptions = {}): Promise<SetVariable> {
    const attempt = currentContext()?.attempt;
    if (attempt?.refusesCalls === true) return await attempt.refuse();
    checkVariableName(name);
    if (!isPlainJson(value)) throw new UsageError(`The value of the variable "${name}" is ${inspect(value, shown).slice(0, mostShown)}, expected plain JSON: text, number (not NaN, Infinity or -0), true, false, null, and lists and objects of them.`);
    const set = await currentShared().variables.set({ name, value, tags: readTags(name, options.tags), overwrite: options.overwrite === true });
    return { name: set.name, value: set.value, tags: set.tags };
  },

  /** Deletes a variable. False: there was none. @throws UsageError, EngineUnavailableError, StoreUnwritableError */
  async delete(name: string): Promise<boolean> {
    const attempt = currentContext()?.attempt;
    if (attempt?.refusesCalls === true) return await attempt.refuse();
    checkVariableName(name);
    return await currentShared().variables.delete(name);
  },
} as const;

function readTags(name: string, tags: readonly string[] | undefined): readonly string[] {
  const list: unknown = tags ?? [];
  const isTags = (value: unknown): value is string[] => Array.isArray(value) && value.every((tag) => typeof tag === "string");
  if (isTags(list)) return [...new Set(list)];
  throw new UsageError(`The tags of the variable "${name}" are ${show(tags)}, expected an array of texts.`);
}
