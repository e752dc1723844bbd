import { join } from "node:path";
import type { ShowValue } from "../../../core/protocol/to-document.ts";
import { currentState } from "../../../core/records/fold.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import { isContentName } from "../../../journal/content-file.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import { showStored } from "../../../journal/show-value.ts";
import type { ValueSource } from "../../../journal/value-codec.ts";
import { readFrom } from "../read-bytes.ts";

/** Shows the values of one run, those kept in files and those that other task runs returned included. */
export function valuesOf(directory: string, view: RunView): ShowValue {
  const { results } = runPaths(directory);
  const source: ValueSource = {
    getResult: (name) => {
      // Records may come from an archive: what they name is a file of the run, not a path.
      if (!isContentName(name)) return undefined;
      const { bytes, sizeBytes } = readFrom(join(results, name), 0);
      // No value is kept in no characters: an empty reading is a file that is gone.
      return sizeBytes === 0 ? undefined : bytes.toString("utf8");
    },
    resultOf: (task) => {
      const taskRun = view.taskRuns.get(task);
      const state = taskRun === undefined ? undefined : currentState(taskRun);
      return state?.type === "COMPLETED" ? state.result : undefined;
    },
  };
  return (value) => showStored(value, source);
}
