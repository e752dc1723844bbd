/**
 * A call that may be answered by what is kept under its key.
 *
 * CC1. A cache that cannot be read or written never fails a run: the call runs, and the log says what is wrong.
 * CC2. What is kept was recorded first; what is answered is recorded as any result is, so that no run needs another's files.
 */
import { callKey as definitionKey } from "../run/replay.ts";
import type { EncodedResult } from "../run/result.ts";
import type { TaskRun } from "../run/task-run.ts";
import { knownSecrets } from "../secrets/known-secrets.ts";
import type { CacheSettings, KeySource } from "../definition/cache-options.ts";
import { callKey, type CallKey } from "./call-key.ts";

/** What a task run needs to keep its result, from its start on. */
export interface CachedCall {
  readonly key: CallKey;
  readonly settings: CacheSettings;
  /** The task, by file and name: what misses are compared within. */
  readonly group: string;
  /** Who writes under the key: for locks, and for whoever asks who has one. */
  readonly holder: string;
  /** What it returned, once that has been recorded. */
  result: EncodedResult | null;
  /** Whether the transaction around it has it now, its key too, and decides when it is kept. */
  isStaged: boolean;
}

export type CallCaching = { readonly kind: "cached"; readonly call: CachedCall } | { readonly kind: "uncached"; readonly why: string };

/** @throws DefinitionError for a key template that asks for what is not there. */
export function prepareCaching(run: TaskRun, settings: CacheSettings): CallCaching {
  const { root } = run;
  const definition = root.definitions.record(run.definition);
  if (settings.warnings.length > 0) root.warnOnce(definition, settings.warnings, run.about);
  const { cacheMode, cacheProblem } = root.parts;
  if (cacheProblem !== null) root.warnOnce(root, [cacheProblem], run.about);
  if (cacheMode === "off") return uncached("MILLRACE_CACHE is off");
  if (settings.source === null) return uncached("persistResult is off");
  const outcome = callKey(run, settings.source);
  switch (outcome.kind) {
    case "none":
      return uncached(outcome.why);
    case "failed": {
      const reason = outcome.error instanceof Error ? outcome.error.message : String(outcome.error);
      root.log(
        "error",
        `Error encountered when computing cache key - result will not be persisted under one: ${reason}. ` +
          keyHints[settings.source.kind],
        run.about,
      );
      return uncached(reason);
    }
    case "key":
      return { kind: "cached", call: { key: outcome.key, settings, group: `task ${definitionKey(definition, false)}`, holder: holderOf(run), result: null, isStaged: false } };
  }
}

/** What mends a key that could not be made. */
const keyHints = {
  policy: 'Leave the input out (cache.inputs.without("…")), or make the key yourself (cacheKey).',
  function: "cacheKey has to return a text, or undefined for a call that is not to be cached.",
  storageKey: "resultStorageKey is a template over the parameters and the run.",
} as const satisfies Record<KeySource["kind"], string>;

/** Runs of one transaction hold its keys together: the second would else wait for a commit that waits for it. */
function holderOf(run: TaskRun): string {
  return run.scope === null ? `${knownSecrets().redactor.redact(run.name)} (${run.id})` : run.scope.node().holder;
}

function uncached(reason: string): CallCaching {
  return { kind: "uncached", why: `Not cached: ${reason}.` };
}
