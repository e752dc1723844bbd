/** The mirror of a run that is open: a picture, kept up with deltas, found by number. */
import type { PictureDefinition, PictureDelta, PictureFlowRun, PictureStateName, PictureTaskRun, RunPicture } from "../../core/protocol/run-picture.ts";
import { taskField } from "../../core/protocol/run-picture.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { PictureData } from "../layout/picture-data.ts";

export interface PictureChange {
  /** Numbers of the task runs whose tuples were replaced. */
  readonly tasks: readonly number[];
  /** Numbers of the flow runs that were replaced. */
  readonly flowRuns: readonly number[];
  /** True when a task or flow run came into being, or changed its place: rows and graph have to be made anew. */
  readonly hasNewRuns: boolean;
}

export class PictureMirror implements PictureData {
  readonly originAt: number;
  readonly definitions: PictureDefinition[];
  readonly sites: string[];
  readonly stateNames: PictureStateName[];
  readonly flowRuns: (PictureFlowRun | undefined)[] = [];
  readonly tasks: (PictureTaskRun | undefined)[] = [];
  #run: RunSummary;
  #revision: number;

  constructor(picture: RunPicture) {
    this.originAt = picture.originAt;
    this.definitions = [...picture.definitions];
    this.sites = [...picture.sites];
    this.stateNames = [...picture.stateNames];
    for (const flowRun of picture.flowRuns) this.flowRuns[flowRun.run] = flowRun;
    for (const task of picture.taskRuns) this.tasks[task[taskField.task]] = task;
    this.#run = picture.run;
    this.#revision = picture.revision;
  }

  get run(): RunSummary {
    return this.#run;
  }

  /** What has changed, or `undefined` where deltas are missing in between: the whole has to be asked for again. */
  apply(delta: PictureDelta): PictureChange | undefined {
    if (delta.revision <= this.#revision) return { tasks: [], flowRuns: [], hasNewRuns: false };
    if (delta.revision !== this.#revision + 1) return undefined;
    this.#revision = delta.revision;
    this.#run = delta.run;
    this.definitions.push(...delta.definitions);
    this.sites.push(...delta.sites);
    this.stateNames.push(...delta.stateNames);
    let hasNewRuns = false;
    for (const flowRun of delta.flowRuns) {
      hasNewRuns ||= this.flowRuns[flowRun.run] === undefined;
      this.flowRuns[flowRun.run] = flowRun;
    }
    for (const task of delta.taskRuns) {
      const number = task[taskField.task];
      const before = this.tasks[number];
      hasNewRuns ||= before?.[taskField.flags] !== task[taskField.flags] || before[taskField.childRun] !== task[taskField.childRun];
      this.tasks[number] = task;
    }
    return { tasks: delta.taskRuns.map((task) => task[taskField.task]), flowRuns: delta.flowRuns.map(({ run }) => run), hasNewRuns };
  }
}
