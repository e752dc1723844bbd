/**
 * A run of `everyShape` whose process is gone, as often as one likes: what is left of its file, the end that an engine
 * writes then, and the resume, all in this process and on a fake clock.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRequest } from "../../../core/protocol/run-request.ts";
import { currentState, foldRecords } from "../../../core/records/fold.ts";
import type { RunView, TaskRunView } from "../../../core/records/run-view.ts";
import { recordEnd } from "../../../engine/runs/record-end.ts";
import { openDiskStorage } from "../../../journal/disk-storage.ts";
import { createMemoryKeyedStore } from "../../../journal/keyed/memory-keyed-store.ts";
import { createMemoryShared } from "../../../journal/leader/memory-shared-store.ts";
import { readRecords } from "../../../journal/run-reader.ts";
import { RunWriter } from "../../../journal/run-writer.ts";
import { takeOverRun } from "../../../journal/take-over.ts";
import { systemRandomness } from "../../../sdk/process/system-randomness.ts";
import { plainArguments } from "../../../sdk/run/outside-arguments.ts";
import { RootRun } from "../../../sdk/run/root-run.ts";
import { runRoot } from "../../../sdk/run/start-flow.ts";
import { earlierArguments } from "../../../sdk/runner/earlier-arguments.ts";
import { findFlow } from "../../../sdk/runner/find-flow.ts";
import { FakeClock } from "../../../testing/fake-clock.ts";
import { drain } from "../../../testing/idle.ts";
import { everyShape, ran } from "./every-shape.ts";

const id = "492d0118-e143-4ecc-a3d6-c0422f2bbc0e";
const start = 7;
const request: RunRequest = { v: 1, id, name: "brisk-heron", createdAt: 1, module: "/w/a.ts", flow: "everyShape", flowName: "everyShape", parameters: { start: { v: start } }, isParametersGiven: true, trigger: "command" };
/** Far more timers than a run of it has. */
const mostTurns = 2_000;

export interface Played {
  readonly directory: string;
  /** The lines of its file. */
  readonly lines: readonly string[];
  /** What its flow returned, or how it ended. */
  readonly result: string;
  /** Task runs that count, each with the flows around it. */
  readonly tasks: readonly string[];
  /** What is wrong with its file. */
  readonly wrong: readonly string[];
}

export class CutRuns {
  readonly #folder: string;
  readonly #clock = new FakeClock(1_769_850_000_000_000);
  /** It outlives each of the runs. */
  readonly #keyed = createMemoryKeyedStore(this.#clock);
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The run as it goes when nothing comes between. */
  async uncut(): Promise<Played> {
    const directory = this.#newDirectory();
    return this.#played(directory, await this.#play(directory, 1, null));
  }

  /** Goes on from the first so many lines of a run. */
  async resume(run: Played, count: number): Promise<Played> {
    const directory = this.#newDirectory(run);
    const lines = run.lines.slice(0, count);
    writeFileSync(join(directory, "events.ndjson"), lines.map((line) => `${line}\n`).join(""));
    const { g, at } = JSON.parse(lines.at(-1) ?? '{"g":1,"at":1}') as { readonly g: number; readonly at: number };
    this.#clock.moveTo(at + 1_000);
    const context = { clock: this.#clock, randomness: systemRandomness, version: "0.0.0", cwd: "/w", env: {} };
    recordEnd(context, directory, request, taken(directory, g), { type: "CRASHED", message: "Its process is gone." });
    const { fold, generation } = taken(directory, g + 1);
    const done = completedIn(fold);
    ran.length = 0;
    const result = await this.#play(directory, generation, fold);
    const repeated = ran.filter((name) => done.has(name.replace(/^(pages-\d)-\d$/, "$1")));
    const played = this.#played(directory, result);
    return { ...played, wrong: [...played.wrong, ...repeated.map((name) => `${name} had completed, and ran again`)] };
  }

  /** With the results of another one. */
  #newDirectory(run?: Played): string {
    this.#count += 1;
    const directory = join(this.#folder, String(this.#count));
    mkdirSync(directory);
    if (run !== undefined) cpSync(join(run.directory, "results"), join(directory, "results"), { recursive: true });
    return directory;
  }

  async #play(directory: string, generation: number, earlier: RunView | null): Promise<string> {
    const found = findFlow({ everyShape }, [], null, "every-shape.ts");
    if (found.kind === "none") throw new Error(found.message);
    const { definition } = found;
    const clock = this.#clock;
    const storage = openDiskStorage(directory);
    const { lastNumber = 0, lastAt = 0 } = earlier ?? {};
    const root: RootRun = new RootRun({
      id,
      name: request.name,
      storage,
      clock,
      randomness: systemRandomness,
      workspaceRoot: process.cwd(),
      earlier,
      outside: plainArguments,
      taskRetries: 0,
      cacheMode: "on",
      cacheProblem: null,
      openKeyed: () => this.#keyed,
      openShared: () => createMemoryShared(clock, () => systemRandomness.uuid()).open(),
      parentRunId: undefined,
      repeats: null,
      hasWorkers: false,
      createWriter: (onFailure) => new RunWriter({ storage, clock, generation, lastNumber, lastAt, onFailure }),
      onClosed: () => undefined,
    });
    root.writeOpen();
    const args = earlier === null ? undefined : earlierArguments(root, earlier, definition);
    let isOver = false;
    const ending = runRoot(root, definition, args ?? [start]).finally(() => (isOver = true));
    ending.catch(() => undefined);
    for (let turn = 0; !isOver && turn < mostTurns; turn += 1) {
      await drain();
      if (!isOver) clock.fireNext();
    }
    if (!isOver) return "It does not end.";
    const { state, data } = await ending;
    return state.type === "COMPLETED" && data.kind === "value" ? JSON.stringify(data.value) : `${state.name}: ${state.message}`;
  }

  #played(directory: string, result: string): Played {
    const bytes = readFileSync(join(directory, "events.ndjson"));
    const { records, problem } = readRecords(bytes);
    const view = foldRecords(records);
    const lines = bytes.toString("utf8").split("\n").slice(0, -1);
    const unreadable = problem === null ? [] : [`unreadable from record ${problem.record}: ${problem.reason}`];
    return { directory, lines, result, tasks: tasksIn(view), wrong: [...unreadable, ...wrongIn(view)] };
  }
}

function taken(directory: string, after: number): NonNullable<ReturnType<typeof takeOverRun>> {
  const found = takeOverRun(directory, () => null, after);
  if (found === undefined) throw new Error(`Another has generation ${after + 1} of ${directory}.`);
  return found;
}

/** Names of task runs that are not to run again. */
function completedIn(view: RunView): ReadonlySet<string> {
  const completed = [...view.taskRuns.values()].filter((run) => currentState(run)?.type === "COMPLETED" && currentState(run)?.name !== "RolledBack");
  return new Set(completed.map(({ name }) => name));
}

function tasksIn(view: RunView): readonly string[] {
  const runs = [...view.taskRuns.values()].filter(({ isSuperseded }) => !isSuperseded);
  return runs.map((run) => `${pathOf(view, run)} ${currentState(run)?.type ?? "no state"}`).sort();
}

/** A run that tracks a flow is told by its flow's name: the number in its own may be another one after a resume. */
function pathOf(view: RunView, run: TaskRunView): string {
  const name = run.childRun === null ? run.name : (view.definitions.get(run.def)?.name ?? "");
  const flowRun = run.run === null ? undefined : view.flowRuns.get(run.run);
  const around = view.taskRuns.get(run.parent ?? flowRun?.trackingTask ?? 0);
  return around === undefined ? name : `${pathOf(view, around)} / ${name}`;
}

function wrongIn(view: RunView): readonly string[] {
  return [...view.taskRuns.values()].flatMap((run): readonly string[] => {
    const child = run.childRun === null ? undefined : view.flowRuns.get(run.childRun);
    const hasBegun = run.states.some(({ type }) => type === "RUNNING");
    return [
      ...(run.isSuperseded && hasBegun ? [`${run.name} had begun, and its call was not found again`] : []),
      ...(run.childRun !== null && !run.isSuperseded && child?.trackingTask !== run.task ? [`${run.name} tracks a flow run that is not there, or another one's`] : []),
      ...run.dependencies.flatMap(([task]) => (view.taskRuns.has(task) ? [] : [`${run.name} depends on ${task}, which is not there`])),
    ];
  });
}
