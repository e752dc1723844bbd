/**
 * Answers calls of a run that repeats another one in part from what that one recorded.
 *
 * O1. A call is found by its path, as on a resume (`replay.ts`). The numbers of the two runs have nothing to do with each
 *     other, so an input that another task returned is compared by that one's path.
 * O2. Such an input is the same only if it was reused too: what ran again may have returned something else.
 * O3. What was to run again does, and so does all that depends on it: no cache answers it instead.
 * O4. Each attempt of a flow looks for its calls from the start, since ordinals count what it has called.
 */
import type { RunView, TaskRunView } from "../../core/records/run-view.ts";
import { isReusable } from "../../core/records/runs-again.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { callKey, callOf, canonicalInputs, pathReference, Replay, rootPath } from "./replay.ts";
import type { TaskRecordParts } from "./task-records.ts";
import type { TaskRun } from "./task-run.ts";

/** The run that is repeated. */
export interface Origin {
  readonly name: string;
  readonly view: RunView;
  /** Numbers of its task runs that were chosen to run again. */
  readonly chosen: ReadonlySet<number>;
  /** Numbers of those that no call is answered by. */
  readonly again: ReadonlySet<number>;
  /** By number of the task runs that are answered by it: their paths in it. */
  readonly reused: Map<number, number>;
  /** Numbers of the task runs of this run that no cache may answer (O3). */
  readonly renewed: Set<number>;
}

/** What tells a call from others, and what it depends on. */
export type OriginCall = Pick<TaskRecordParts, "inputs" | "resumeKey" | "edges">;

export type Found =
  | { readonly kind: "answer"; readonly earlier: TaskRunView; readonly path: number }
  /** There is nothing to reuse; `why`, where the same task was called from there. */
  | { readonly kind: "none"; readonly why: string | undefined };

/** Whether the run is there to run again, in a run that repeats another one in part (O3). */
export function isRenewed(run: TaskRun): boolean {
  return run.flow?.origin?.origin.renewed.has(run.number) === true;
}

export class OriginReplay {
  readonly origin: Origin;
  readonly #replay: Replay;
  #callsAgain: ReadonlySet<string> | null = null;

  constructor(origin: Origin) {
    this.origin = origin;
    this.#replay = new Replay(origin.view, { isOtherRun: true });
  }

  /** Looks for a call, and notes its path for what is called inside of it. */
  find(run: TaskRun, { inputs, resumeKey, edges }: OriginCall): Found {
    const { origin } = this;
    const stored = inputs === undefined ? {} : (JSON.parse(inputs) as Record<string, StoredValue>);
    const callerPath = run.parent?.originPath ?? run.flow?.originPath ?? rootPath;
    const key = callKey(run.root.definitions.record(run.definition), run.stream !== null);
    const referenceTo = (task: number): string => {
      const path = origin.reused.get(task);
      return path === undefined ? `new result of ${task}` : pathReference(path);
    };
    const { path, earlier } = this.#replay.find(callerPath, key, canonicalInputs(stored, resumeKey ?? null, referenceTo));
    run.originPath = path;
    // A number or text that another result was made of leaves no edge: such a call has other inputs than the one that was to run again.
    const isAgain = earlier === undefined ? this.#runsAgain(callerPath, key) : origin.again.has(earlier.task);
    if (isAgain || edges.some(({ source }) => origin.renewed.has(typeof source === "number" ? source : source.number))) origin.renewed.add(run.number);
    if (earlier === undefined) {
      return { kind: "none", why: this.#replay.hasCalled(callerPath, key) ? `No call in ${origin.name} that is left to match had these inputs, so it runs.` : undefined };
    }
    if (!origin.again.has(earlier.task)) return { kind: "answer", earlier, path };
    return { kind: "none", why: this.#whyAgain(earlier) };
  }

  /** Whether one of the calls of this task that were made from there was to run again. */
  #runsAgain(callerPath: number, key: string): boolean {
    const { again, view } = this.origin;
    this.#callsAgain ??= this.#replay.callsOf([...again].flatMap((task) => view.taskRuns.get(task) ?? []));
    return this.#callsAgain.has(callOf(callerPath, key));
  }

  #whyAgain(earlier: TaskRunView): string {
    const { name, chosen } = this.origin;
    if (chosen.has(earlier.task)) return `It was chosen to run again: ${earlier.name} of ${name}.`;
    if (!isReusable(earlier)) return `It did not complete in ${name} (${earlier.states.at(-1)?.name ?? "Pending"}), so it runs again.`;
    return `It runs again, as what it depends on or what it calls does.`;
  }
}
