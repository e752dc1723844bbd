/** A call that is answered by a task run of the run that is repeated: a run of its own, Cached, with that result. */
import { encodeBody, encodeItem, encodeStored } from "../../core/records/encode.ts";
import type { ItemsView, TaskRunView } from "../../core/records/run-view.ts";
import type { CompletedState, RunState } from "../../core/states/run-state.ts";
import type { DecodedValue } from "../../journal/value-codec.ts";
import type { Answer } from "./answer.ts";
import type { FlowRun } from "./flow-run.ts";
import type { Origin, OriginCall, OriginReplay } from "./origin.ts";
import type { TaskRecordParts } from "./task-records.ts";
import type { TaskRun } from "./task-run.ts";

/** How a reused run comes to be in the records. */
export interface ReuseWriter {
  /** Writes the run as Pending, or what became known of it. */
  begin(parts: Pick<TaskRecordParts, "why" | "reusedFrom">): void;
  /** The flow run that the run tracks; `null`: it is a task's. */
  readonly child: FlowRun | null;
}

/**
 * What the repeated run knows of a call that this run's own earlier attempts (`own`) do not answer. Looked for in any case,
 * since calls alike are told apart by counting them.
 */
export function answerFromOrigin(
  run: TaskRun,
  replay: OriginReplay,
  own: Answer,
  call: OriginCall,
  writer: ReuseWriter,
): Answer {
  const { origin } = replay;
  const found = replay.find(run, call);
  if (own.kind !== "new") {
    if (own.kind === "answered" && found.kind === "answer" && run.reusedFrom === found.earlier.task) origin.reused.set(run.number, found.path);
    else origin.reused.delete(run.number);
    return own;
  }
  if (found.kind === "none") return own.why === undefined && found.why !== undefined ? { kind: "new", why: found.why } : own;
  const { earlier, path } = found;
  const state = earlier.states.findLast((each) => each.type === "COMPLETED");
  const items = earlier.items ?? (earlier.childRun === null ? null : (origin.view.flowRuns.get(earlier.childRun)?.items ?? null));
  const decoded: DecodedValue = state?.type === "COMPLETED" ? decode(run, state, items, origin) : { kind: "missing", reason: "it has none" };
  if (decoded.kind === "missing") return { kind: "new", why: `Its result in ${origin.name} is not available (${decoded.reason}), so it runs again.` };
  writer.begin({ reusedFrom: earlier.task });
  if (items !== null) writeItems(run, items, writer.child);
  enterReused(run, earlier, state?.type === "COMPLETED" ? state : null, decoded.value, origin.name, writer.child);
  run.items = items;
  origin.reused.set(run.number, path);
  return { kind: "answered" };
}

function decode(run: TaskRun, state: CompletedState, items: ItemsView | null, { view }: Origin): DecodedValue {
  for (const { value } of run.stream === null ? [] : (items?.list ?? [])) {
    const decoded = run.root.decode(value, view, run.results.serializer);
    if (decoded.kind === "missing") return decoded;
  }
  return run.root.decode(state.result, view, run.results.serializer);
}

function writeItems({ root, number }: TaskRun, { list, isLeft }: ItemsView, child: FlowRun | null): void {
  const [subject, of] = child === null ? (["task", number] as const) : (["run", child.number] as const);
  for (const { value } of list) root.writer.write(root.writer.tick(), encodeItem(subject, of, value === undefined ? undefined : encodeStored(value)));
  if (isLeft) root.write({ k: "item", [subject]: of, left: 1 });
}

function enterReused(run: TaskRun, earlier: TaskRunView, completed: CompletedState | null, value: unknown, from: string, child: FlowRun | null): void {
  const { root } = run;
  const at = root.writer.tick();
  const why = `Reused from ${from}: ${earlier.name} completed there with the same inputs.`;
  const state: RunState = { type: "COMPLETED", name: "Cached", at, message: null, ...(completed?.result === undefined ? {} : { result: completed.result }), why };
  root.writer.write(at, encodeBody({ k: "state", ...(child === null ? { task: run.number } : { run: child.number }), state }));
  const data = { kind: "value", value } as const;
  // A child flow run's state is its tracking run's as well.
  if (child === null) run.enter(state, data);
  else child.enter(state, data);
  root.rememberProduct(value, run.number, true);
  if (!earlier.isCommitted) return;
  // Nothing rolls back what was committed, whichever run it was in.
  run.isCommitted = true;
  root.write({ k: "commit", tasks: [run.number] });
}
