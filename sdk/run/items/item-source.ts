import { encodeItem } from "../../../core/records/encode.ts";
import type { FlowRun } from "../flow-run.ts";
import { encodeItemValue } from "../result.ts";
import type { RootRun } from "../root-run.ts";
import type { TaskRun } from "../task-run.ts";
import type { ItemSource, ItemStream, RestingPlace } from "./item-stream.ts";

/** Items of a task run. */
export function taskItems(run: TaskRun, stream: ItemStream): ItemSource {
  return itemsOf(run, stream, "task", run.number, run);
}

/** Items of a flow run; `run.tracking` is what passing them on leaves an edge to. */
export function flowItems(run: FlowRun, stream: ItemStream): ItemSource {
  return itemsOf(run, stream, "run", run.number, run.tracking);
}

function itemsOf(run: TaskRun | FlowRun, stream: ItemStream, subject: "task" | "run", number: number, producer: TaskRun | null): ItemSource {
  const { root } = run;
  return {
    restingPlace: restingPlaceOf(producer, root),
    record: (value, whenWritten) => {
      const { stored, isRecorded } = encodeItemValue(run, value, !stream.hasWarned);
      if (!isRecorded && run.results.isPersisted) stream.hasWarned = true;
      // No reference to the item stands for it in inputs, since a task's number means its result.
      if (producer !== null) root.rememberProduct(value, producer.number, false);
      root.writer.write(root.writer.tick(), encodeItem(subject, number, stored));
      root.writer.whenKept(whenWritten);
    },
    recordLeft: () => void root.write({ k: "item", [subject]: number, left: 1 }),
  };
}

/** A run that no flow is around rests with its root run. */
function restingPlaceOf(run: TaskRun | null, root: RootRun): RestingPlace {
  return run?.flow ?? root;
}
