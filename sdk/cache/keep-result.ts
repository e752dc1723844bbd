import type { StoredValue } from "../../core/states/stored-value.ts";
import { linkContent } from "../../journal/content-file.ts";
import type { KeyedRecord } from "../../journal/keyed/keyed-record.ts";
import type { TaskRun } from "../run/task-run.ts";
import { knownSecrets } from "../secrets/known-secrets.ts";
import type { CachedCall } from "./cached-call.ts";
import { hashParts } from "./why.ts";

/**
 * Keeps the result of a task run under the key of its call, when the run is committed: the one place where a completed
 * task changes the cache. A result that could not be recorded is not kept either. Never fails the run (CC1).
 */
export function keepResult(run: TaskRun, call: CachedCall): void {
  if (call.result === null || !call.result.isRecorded) return;
  const { stored } = call.result;
  const { root } = run;
  try {
    const record = keyedRecord(run, call, stored);
    keepLargeValue(run, stored);
    root.keyed.write(record, call.holder);
    root.keyed.setLatest(call.group, record);
  } catch (error) {
    root.log("warn", `The result of ${run.name} is not kept for later calls: ${error instanceof Error ? error.message : String(error)}`, run.about);
  }
}

function keyedRecord(run: TaskRun, { key, settings }: CachedCall, stored: string | undefined): KeyedRecord {
  const { root } = run;
  const { redactor } = knownSecrets();
  const at = root.clock.nowUs();
  return {
    key: key.text,
    stored,
    at,
    expiresAt: settings.expirationMs === null ? null : at + Math.round(settings.expirationMs * 1_000),
    origin: { taskRunId: run.id, taskRun: redactor.redact(run.name), runId: root.id, run: redactor.redact(run.flow?.name ?? root.name) },
    parts: hashParts(key.parts),
  };
}

/** A value that is a file of the run becomes one of the store too: a link to it, so that either may be deleted. */
function keepLargeValue(run: TaskRun, stored: string | undefined): void {
  const name = fileNameIn(stored);
  if (name === undefined) return;
  const { storage, keyed } = run.root;
  passFile(name, storage, keyed);
}

/** The file that a stored value names. */
export function fileNameIn(stored: string | undefined): string | undefined {
  if (stored === undefined || !stored.startsWith('{"f":')) return undefined;
  const value = JSON.parse(stored) as StoredValue;
  return "f" in value ? value.f : undefined;
}

interface LargeValues {
  getResult(name: string): string | undefined;
  putResult(name: string, text: string): void;
  resultPath(name: string): string | null;
}

/** By a link where both are on disk. A file that is gone stays gone: whoever reads it says so. */
export function passFile(name: string, from: LargeValues, to: LargeValues): void {
  const [source, target] = [from.resultPath(name), to.resultPath(name)];
  if (source !== null && target !== null) {
    linkContent(source, target);
    return;
  }
  const text = from.getResult(name);
  if (text !== undefined) to.putResult(name, text);
}
