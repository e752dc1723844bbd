import type { RunFold } from "../../core/records/fold.ts";
import { readInbox, removeFromInbox } from "../../journal/inbox.ts";
import { keepGiven } from "../run/keep-given.ts";
import type { RootRun } from "../run/root-run.ts";

/** Records what was sent to the run while it had no process, before its code is called. */
export function takeInbox(root: RootRun, directory: string, generation: number, earlier: RunFold): void {
  const taken: string[] = [];
  for (const { input, flowRunId, key, v, from, pause } of readInbox(directory)) {
    taken.push(input);
    const run = [...earlier.flowRuns.values()].find(({ id }) => id === flowRunId);
    if (run === undefined || run.inputs.some((known) => known.input === input)) continue;
    const { recorded, held } = keepGiven(root, v, `What was sent to ${run.name}`, null);
    const body = {
      k: "input" as const,
      run: run.run,
      input,
      key,
      ...(from === undefined ? {} : { from }),
      ...(pause === undefined ? {} : { pause }),
    };
    const at = root.write(recorded === undefined ? body : { ...body, v: recorded });
    // What this process reads is the value itself, which the file may not have.
    earlier.add({ ...body, ...(held === undefined ? {} : { v: held }), n: root.writer.lastNumber, g: generation, at });
  }
  if (taken.length === 0) return;
  // In the file first: one that is read twice is recorded once.
  void root.written().then(() => {
    for (const input of taken) removeFromInbox(directory, input);
  });
}
