/** Runs that nobody recorded: large ones, and such as need a debugger. The same each time. */
import type { PictureStateName, PictureTaskRun, RunPicture } from "../../core/protocol/run-picture.ts";
import type { Recording } from "./from-document.ts";

const stateNames: readonly PictureStateName[] = [
  ["PENDING", "Pending"],
  ["RUNNING", "Running"],
  ["COMPLETED", "Completed"],
  ["FAILED", "Failed"],
  ["SCHEDULED", "AwaitingRetry"],
  ["RUNNING", "Retrying"],
];
const [pending, running, completed, failed, awaiting, retrying] = [0, 1, 2, 3, 4, 5] as const;

export interface GenerateOptions {
  readonly id: string;
  readonly name: string;
  readonly flow: string;
  readonly tasks: number;
  readonly atATime: number;
  /** Whether each task has a place of its own, so that none fold. */
  readonly isFlat: boolean;
  readonly createdAt: number;
}

/** Tasks of 20 to 120 ms, `atATime` at a time; one in 97 is retried, one in 400 fails. */
export function generateRun({ id, name, flow, tasks, atATime, isFlat, createdAt }: GenerateOptions): Recording {
  const chance = numbersFrom(7);
  const free = new Float64Array(atATime);
  let end = 0;
  const taskRuns = Array.from({ length: tasks }, (_, index): PictureTaskRun => {
    const task = index + 1;
    const worker = index % atATime;
    const from = (free[worker] ?? 0) + 500;
    const started = from + chance() * 20_000;
    const length = 20_000 + chance() * 100_000;
    const states = [pending, from, running, started];
    let at = started + length;
    if (task % 97 === 0) {
      states.push(awaiting, at, retrying, at + 60_000);
      at += 60_000 + length;
    }
    states.push(task % 400 === 0 ? failed : completed, at);
    free[worker] = at;
    end = Math.max(end, at);
    const upstreams = index < atATime ? [] : ([[task - atATime, "future"]] as const);
    return [task, index % 3, 0, Math.floor(index / 3), isFlat ? index : index % 3, 0, -1, -1, 0, upstreams, states.map(Math.round)];
  });
  const failures = taskRuns.filter((task) => task[10].at(-2) === failed).length;
  const picture: RunPicture = {
    run: {
      id,
      name,
      flow,
      flowId: `${flow}.ts#${flow}`,
      file: `${flow}.ts`,
      state: { type: "COMPLETED", name: "Completed", message: null },
      attempt: 1,
      trigger: "editor",
      rerunOf: null,
      createdAt,
      startAt: createdAt + 400,
      endAt: createdAt + Math.round(end) + 900,
      importedAt: null,
      restUs: 0,
      tasks: { total: tasks, running: 0, completed: tasks - failures, failed: failures },
      pauses: [],
      isResumable: false,
      failure: null,
      problem: null,
    },
    revision: 1,
    originAt: createdAt,
    definitions: [
      { kind: "task", name: "fetch-page", position: `${flow}.ts:4:18` },
      { kind: "task", name: "parse-page", position: `${flow}.ts:9:18` },
      { kind: "task", name: "store-page", position: `${flow}.ts:14:18` },
      { kind: "flow", name: flow, position: `${flow}.ts:20:14` },
    ],
    sites: Array.from({ length: isFlat ? tasks : 3 }, (_, index) => `${flow}.ts:${22 + index}:9`),
    stateNames,
    flowRuns: [{ run: 0, id, definition: 3, name, trackingTask: null, attempt: 1, states: [pending, 0, running, 400, completed, Math.round(end) + 900], debugPauses: [] }],
    taskRuns,
  };
  return { picture, taskRuns: new Map(), flowRuns: new Map(), logs: [], staticEdges: [] };
}

/** Numbers from 0 to 1 that look like chance. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
