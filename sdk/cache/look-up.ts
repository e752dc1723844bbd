import type { StoredValue } from "../../core/states/stored-value.ts";
import type { KeyedRecord } from "../../journal/keyed/keyed-record.ts";
import { deserializeBy } from "../../journal/result-serializer.ts";
import { decodeValue } from "../../journal/value-codec.ts";
import type { TaskRun } from "../run/task-run.ts";
import type { CachedCall } from "./cached-call.ts";
import { fileNameIn, passFile } from "./keep-result.ts";
import { whyAnswered, whyExpired, whyMissed } from "./why.ts";

export type CacheAnswer =
  | { readonly kind: "hit"; readonly record: KeyedRecord; readonly value: unknown; readonly why: string }
  | { readonly kind: "miss"; readonly why: string };

/** Looks for what is kept under the call's key; a large value that is found becomes a file of the run (CC2). Never throws: what cannot be asked gives no answer (CC1). */
export function lookUp(run: TaskRun, call: CachedCall): CacheAnswer {
  try {
    return find(run, call);
  } catch (error) {
    const reason = `the cache cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    run.root.log("warn", `The cache was asked for ${run.name}, but ${reason}`, run.about);
    return missed(reason);
  }
}

function find(run: TaskRun, { key, settings, group }: CachedCall): CacheAnswer {
  const { root } = run;
  if (settings.refresh === true) return missed("refreshCache is on");
  if (settings.refresh === undefined && root.parts.cacheMode === "refresh") return missed("MILLRACE_CACHE is refresh");
  const store = root.keyed;
  const nowUs = root.clock.nowUs();
  const read = store.read(key.text, nowUs);
  switch (read.kind) {
    case "none":
      return missed(whyMissed(key, store.latest(group), root.id));
    case "expired":
      return missed(whyExpired(read.record, nowUs));
    case "damaged":
      root.log("warn", `What is kept under the key of ${run.name} cannot be used: ${read.reason}.`, run.about);
      return missed(read.reason);
    case "found":
  }
  const { record } = read;
  const stored = record.stored === undefined ? undefined : (JSON.parse(record.stored) as StoredValue);
  const decoded = decodeValue(stored, {
    getResult: (name) => store.getResult(name),
    resultOf: () => undefined,
    deserialize: deserializeBy(run.results.serializer),
  });
  if (decoded.kind === "missing") return missed(`what is kept under its key is not available (${decoded.reason})`);
  const name = fileNameIn(record.stored);
  if (name !== undefined) passFile(name, store, root.storage);
  return { kind: "hit", record, value: decoded.value, why: whyAnswered(key, record, nowUs, root.id) };
}

function missed(reason: string): CacheAnswer {
  return { kind: "miss", why: `Not cached: ${reason}.` };
}
