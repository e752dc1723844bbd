import { AsyncLocalStorage } from "node:async_hooks";
import { DefinitionError } from "../core/protocol/errors.ts";
import { contextStorage, currentContext } from "./run/context.ts";
import { sharedState } from "./shared-state.ts";

/**
 * Adds tags to every flow run and task run that the function starts.
 *
 * @example
 * await tags("nightly", "eu", () => importOrders(day));
 */
export function tags<R>(...parts: [...tags: string[], fn: () => R]): R {
  const fn = parts.at(-1);
  if (typeof fn !== "function") throw new DefinitionError('tags: expected tags and then a function, as in tags("a", "b", () => …).');
  const given = parts.slice(0, -1).filter((name) => typeof name === "string");
  const context = currentContext();
  if (context !== undefined) return contextStorage().run({ ...context, tags: [...new Set([...context.tags, ...given])] }, fn);
  const state = sharedState();
  state.tags ??= new AsyncLocalStorage<readonly string[]>();
  return state.tags.run([...new Set([...ambientTags(), ...given])], fn);
}

/** Tags of the `tags(…)` calls around a root run. */
export function ambientTags(): readonly string[] {
  return sharedState().tags?.getStore() ?? [];
}
