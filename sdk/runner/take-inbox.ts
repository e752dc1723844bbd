import type { RunFold } from "../../core/records/fold.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { readInbox, removeFromInbox } from "../../journal/inbox.ts";
import { decodeValue, encodeValue, inlineLimit } from "../../journal/value-codec.ts";
import type { RootRun } from "../run/root-run.ts";

/** Records what was sent to the run while it had no process, before its code is called. */
export function takeInbox(root: RootRun, directory: string, generation: number, earlier: RunFold): void {
  const taken: string[] = [];
  for (const { input, flowRunId, key, v, from, pause } of readInbox(directory)) {
    taken.push(input);
    const run = [...earlier.flowRuns.values()].find(({ id }) => id === flowRunId);
    if (run === undefined || run.inputs.some((known) => known.input === input)) continue;
    const stored = restored(root, v);
    const body = {
      k: "input" as const,
      run: run.run,
      input,
      key,
      ...(stored === undefined ? {} : { v: stored }),
      ...(from === undefined ? {} : { from }),
      ...(pause === undefined ? {} : { pause }),
    };
    const at = root.write(body);
    earlier.add({ ...body, n: root.writer.lastNumber, g: generation, at });
  }
  if (taken.length === 0) return;
  // In the file first: one that is read twice is recorded once.
  void root.written().then(() => {
    for (const input of taken) removeFromInbox(directory, input);
  });
}

/** A message carries its value inline; a record does not, when it is large (J7). */
function restored(root: RootRun, v: StoredValue | undefined): StoredValue | undefined {
  if (v === undefined) return undefined;
  const decoded = decodeValue(v, { getResult: () => undefined, resultOf: () => undefined });
  const text = decoded.kind === "value" ? encodeValue(decoded.value, inlineLimit.result, root.storage) : JSON.stringify({ m: decoded.reason });
  return text === undefined ? undefined : (JSON.parse(text) as StoredValue);
}
