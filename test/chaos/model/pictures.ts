/** What the editor shows of a run, kept up record by record, against the same made at once from its files (J5). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PictureDefinition, PictureFlowRun, PictureStateName, PictureTaskRun } from "../../../core/protocol/run-picture.ts";
import { taskField } from "../../../core/protocol/run-picture.ts";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import { foldRecords } from "../../../core/records/fold.ts";
import { RunProjection } from "../../../engine/runs/picture/run-projection.ts";
import { readRequest } from "../../../journal/create-run.ts";
import { readRecords } from "../../../journal/run-reader.ts";
import type { RunFolder } from "../workspace.ts";

interface Picture {
  readonly run: RunSummary;
  readonly definitions: readonly PictureDefinition[];
  readonly sites: readonly string[];
  readonly stateNames: readonly PictureStateName[];
  readonly flowRuns: readonly (PictureFlowRun | undefined)[];
  readonly tasks: readonly (PictureTaskRun | undefined)[];
}

/** A text to compare: tables may be in another order, so that what points into them is written out. */
export function describePicture({ run, definitions, sites, stateNames, flowRuns, tasks }: Picture): string {
  const states = (pairs: readonly number[]): string => pairs.map((each, index) => (index % 2 === 0 ? stateNames[each]?.join(" ") : each)).join(" ");
  const definition = (index: number): string => `${definitions[index]?.kind} ${definitions[index]?.name} ${definitions[index]?.position}`;
  const shownFlowRuns = flowRuns.filter((each) => each !== undefined).map((each) => JSON.stringify({ ...each, definition: definition(each.definition), states: states(each.states) }));
  const shownTasks = tasks
    .filter((task) => task !== undefined)
    .map((task) => {
      const shown: unknown[] = [...task];
      shown[taskField.definition] = definition(task[taskField.definition]);
      shown[taskField.site] = sites[task[taskField.site]] ?? null;
      shown[taskField.states] = states(task[taskField.states]);
      return JSON.stringify(shown);
    });
  return [JSON.stringify(run), ...shownFlowRuns.sort(), ...shownTasks.sort()].join("\n");
}

/** The same from the run's files alone; which flow of the workspace it is of is not in them. */
export function rebuildPicture({ id, directory }: RunFolder, root: string, flowId: string | null): string {
  const { records, problem } = readRecords(readFileSync(join(directory, "events.ndjson")));
  const identity = { id, request: readRequest(directory), createdAt: 0, root, folder: root, folderName: root };
  const picture = new RunProjection(identity, foldRecords(records)).picture(flowId, problem?.reason ?? null);
  return describePicture({ ...picture, tasks: picture.taskRuns });
}

/** The first line in which two texts differ. */
export function firstDifference(one: string, other: string): readonly [string, string] | undefined {
  const [lines, others] = [one.split("\n"), other.split("\n")];
  const at = Array.from({ length: Math.max(lines.length, others.length) }, (_, index) => index).find((index) => lines[index] !== others[index]);
  return at === undefined ? undefined : [lines[at] ?? "nothing", others[at] ?? "nothing"];
}
