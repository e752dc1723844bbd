import { type PictureDefinition, type PictureFlowRun, type PictureStateName, type PictureTaskRun, supersededFlag } from "../../../core/protocol/run-picture.ts";
import type { FlowRunView, RunView, TaskRunView } from "../../../core/records/run-view.ts";
import type { RunState } from "../../../core/states/run-state.ts";
import { type Folders, showPosition } from "./places.ts";

const none = -1;

/** The tables of a picture, which only grow, and the tuples that point into them (P3 of `run-picture.ts`). */
export class PictureTables {
  readonly definitions: PictureDefinition[] = [];
  readonly sites: string[] = [];
  readonly stateNames: PictureStateName[] = [];
  readonly #definitionIndex = new Map<number, number>();
  readonly #siteIndex = new Map<number, number>();
  readonly #stateIndex = new Map<string, number>();
  readonly #folders: Folders;
  readonly #originAt: number;

  constructor(folders: Folders, originAt: number) {
    this.#folders = folders;
    this.#originAt = originAt;
  }

  taskRun(view: RunView, run: TaskRunView): PictureTaskRun {
    const definition = this.#definition(view, run.def);
    const ordinal = ordinalIn(run.name, this.definitions[definition]?.name ?? "");
    return [
      run.task,
      definition,
      ordinal === undefined ? run.name : 0,
      ordinal ?? 0,
      run.site === null ? none : this.#site(view, run.site),
      run.run ?? none,
      run.parent ?? none,
      run.childRun ?? none,
      run.isSuperseded ? supersededFlag : 0,
      run.dependencies.map(([task, via]) => [task, via] as const),
      this.#states(run.states),
    ];
  }

  flowRun(view: RunView, run: FlowRunView): PictureFlowRun {
    return {
      run: run.run,
      id: run.id,
      definition: this.#definition(view, run.def),
      name: run.name,
      trackingTask: run.trackingTask,
      attempt: run.attempt,
      states: this.#states(run.states),
      debugPauses: run.debugPauses.flatMap(([from, to]) => [from - this.#originAt, to - this.#originAt]),
    };
  }

  #states(states: readonly RunState[]): number[] {
    const pairs: number[] = [];
    for (const state of states) pairs.push(this.#state(state), state.at - this.#originAt);
    return pairs;
  }

  #state({ type, name }: RunState): number {
    const key = `${type} ${name}`;
    const known = this.#stateIndex.get(key);
    if (known !== undefined) return known;
    this.#stateIndex.set(key, this.stateNames.length);
    return this.stateNames.push([type, name]) - 1;
  }

  #definition(view: RunView, def: number): number {
    const known = this.#definitionIndex.get(def);
    if (known !== undefined) return known;
    const record = view.definitions.get(def);
    const position = record?.position == null ? null : showPosition(this.#folders, record.position);
    const index = this.definitions.push({ kind: record?.kind ?? "task", name: record?.name ?? "task", position }) - 1;
    this.#definitionIndex.set(def, index);
    return index;
  }

  #site(view: RunView, site: number): number {
    const known = this.#siteIndex.get(site);
    if (known !== undefined) return known;
    const position = view.sites.get(site);
    if (position === undefined) return none;
    const index = this.sites.push(showPosition(this.#folders, position)) - 1;
    this.#siteIndex.set(site, index);
    return index;
  }
}

/** The number in `<task>-<number>`, the name that a task run has unless it was given one. */
function ordinalIn(name: string, task: string): number | undefined {
  if (!name.startsWith(task) || name[task.length] !== "-") return undefined;
  const text = name.slice(task.length + 1);
  return /^(?:0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined;
}
