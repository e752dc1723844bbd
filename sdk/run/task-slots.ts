/** Slots of concurrency limits that a task run holds, from just before Running to its end. */
import type { SlotHold } from "../../journal/leader/shared-store.ts";
import type { TaskDefinition } from "../definition/definition.ts";
import { slotHolder, warnOfMissing } from "../concurrency/slot-holder.ts";
import { encodeTaskSet } from "../../core/records/encode.ts";
import type { TaskRun } from "./task-run.ts";

/** The limits that a run needs slots of; `null`, as for nearly all: none. Tags without a limit are no wish for one. */
export function limitsOf(run: TaskRun, { settings }: TaskDefinition): readonly string[] | null {
  const { concurrency } = settings;
  if (concurrency.length === 0 && run.tags.length === 0) return null;
  const { limits } = run.root.shared;
  const names: string[] = [];
  for (const name of concurrency) {
    if (limits.exists(name)) names.push(name);
    else warnOfMissing(run.about, [name]);
  }
  for (const tag of run.tags) {
    const name = `tag:${tag}`;
    if (limits.existedLately(name)) names.push(name);
  }
  return names.length === 0 ? null : names;
}

export type TakenSlots =
  | { readonly kind: "held" }
  /** The run was told to stop, or dropped. */
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Waits, as Pending, until the run holds a slot of each. Never throws. */
export async function takeSlots(run: TaskRun, names: readonly string[]): Promise<TakenSlots> {
  const { root } = run;
  const stop = new AbortController();
  const end = (): void => stop.abort();
  const forget = root.onStop(end);
  run.stop = end;
  let hold: SlotHold;
  let hasWaited = false;
  try {
    hold = await root.shared.limits.acquire(
      { names, occupy: 1, mode: "hold", strict: false, holder: slotHolder(run.about) },
      {
        signal: stop.signal,
        onWaiting: (why) => {
          hasWaited = true;
          if (!run.isDropped) explainWait(run, why);
        },
      },
    );
  } catch (error) {
    return stop.signal.aborted || run.isDropped ? { kind: "stopped" } : { kind: "failed", error };
  } finally {
    forget();
    run.stop = null;
  }
  if (run.isDropped || stop.signal.aborted) {
    hold.release();
    return { kind: "stopped" };
  }
  run.hold = hold;
  if (hasWaited) explainWait(run, `waited for ${names.length === 1 ? "limit" : "limits"} ${names.join(", ")}`);
  return { kind: "held" };
}

/** Of a run that is Pending: what it waits for, and then what it has waited for. */
function explainWait(run: TaskRun, why: string): void {
  run.state = { ...run.state, why };
  const body = encodeTaskSet({ task: run.number, why }, undefined);
  if (body !== undefined) run.root.writer.write(run.root.writer.tick(), body);
}
