/** A generator run that completed in an earlier attempt of its flow: its items come from the record. */
import { encodeReuse } from "../../../core/records/encode.ts";
import type { ItemsView, TaskRunView } from "../../../core/records/run-view.ts";
import type { Replay } from "../replay.ts";
import type { TaskRun } from "../task-run.ts";
import { replayItems, type ReplayEnd } from "./item-stream.ts";

/** Items of the earlier run, or of the child flow run that it tracked. */
export function earlierItems(earlier: TaskRunView, replay: Replay): ItemsView | null {
  return earlier.items ?? replay.flowRunOf(earlier)?.items ?? null;
}

/** Why the items cannot be given again, or `null` when they can. */
export function missingItem(run: TaskRun, items: ItemsView, replay: Replay): string | null {
  for (const { value } of items.list) {
    const decoded = run.root.decode(value, replay.view, run.results.serializer);
    if (decoded.kind === "missing") return decoded.reason;
  }
  return null;
}

/** Gives them as they are asked for. `wantsMore`: it was left early before, and now it is not. */
export async function answerItems(run: TaskRun): Promise<ReplayEnd> {
  const { stream, root } = run;
  const view = run.flow?.replay?.view ?? run.flow?.origin?.origin.view ?? null;
  const items = run.items;
  if (stream === null || view === null || items === null) return "told";
  const restingPlace = stream.source?.restingPlace ?? null;
  // Whether there was more to give is known from before: that is not to be recorded again.
  if (restingPlace !== null) stream.source = { restingPlace, record: () => undefined, recordLeft: () => undefined };
  await root.written();
  const end = await replayItems(stream, items.list, ({ value }) => {
    const decoded = root.decode(value, view, run.results.serializer);
    if (decoded.kind === "value" && run.number > 0) root.rememberProduct(decoded.value, run.number, false);
    return decoded.kind === "value" ? decoded.value : undefined;
  });
  return items.isLeft ? end : "told";
}

/** The run is not answered from its record after all. The reason that its next state gives. */
export function forgetAnswer(run: TaskRun): string {
  const { stream, root } = run;
  if (stream !== null) stream.hadBefore = run.items?.list.length ?? 0;
  run.flow?.origin?.origin.reused.delete(run.number);
  root.writer.write(root.writer.tick(), encodeReuse(run.number, run.flow?.attempt ?? 1, undefined, false));
  return "It was left early in an earlier attempt, and now more is asked for, so it runs again.";
}
