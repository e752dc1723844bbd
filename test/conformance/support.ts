import type { StandardSchema } from "../../sdk/definition/standard-schema.ts";
import { test as base } from "vitest";
import type { LogDocument, RunDocument, StateDocument, TaskRunDocument } from "../../core/protocol/run-document.ts";
import { runtime, type FlowRunInfo, type TaskRunInfo } from "../../sdk/index.ts";
import { createTestEngine, type TestEngine } from "../../testing/index.ts";

/** A test with an engine of its own: in memory, fake clock, closed when the test ends. */
export const test = base.extend<{ engine: TestEngine }>({
  engine: async ({}, use) => {
    const engine = await createTestEngine();
    await use(engine);
    await engine.close();
  },
});

export interface WithStates {
  readonly states: readonly StateDocument[];
}

export function stateNames(run: WithStates): readonly string[] {
  return run.states.map((state) => state.name);
}

/** What the test engine and the command give alike. */
export interface Recorded {
  readonly taskRuns: readonly TaskRunDocument[];
  readonly childRuns: readonly RunDocument[];
  readonly logs: readonly LogDocument[];
}

/** The flow run around the code that asks. */
export function flowRunNow(): FlowRunInfo {
  if (runtime.flowRun === null) throw new Error("There is no flow run here.");
  return runtime.flowRun;
}

/** The task run around the code that asks. */
export function taskRunNow(): TaskRunInfo {
  if (runtime.taskRun === null) throw new Error("There is no task run here.");
  return runtime.taskRun;
}

/** Each task run with the names of its states, in the order of the calls. */
export function taskStates(run: Recorded): readonly (readonly [string, readonly string[]])[] {
  return run.taskRuns.map((taskRun) => [taskRun.name, stateNames(taskRun)]);
}

/** The task run of that name, in the run or below it. */
export function taskRunNamed(run: Recorded, name: string): TaskRunDocument {
  const found = allTaskRuns(run).find((taskRun) => taskRun.name === name);
  if (found === undefined) throw new Error(`No task run ${name} among ${allTaskRuns(run).map((taskRun) => taskRun.name).join(", ")}`);
  return found;
}

export function allTaskRuns(run: Recorded): readonly TaskRunDocument[] {
  return [...run.taskRuns, ...run.childRuns.flatMap(allTaskRuns)];
}

export function onlyChild(run: Recorded): RunDocument {
  const [child, ...others] = run.childRuns;
  if (child === undefined || others.length > 0) throw new Error(`Expected one child run, found ${run.childRuns.length}`);
  return child;
}

/** Messages of the run's log, in order. */
export function logged(run: Recorded): readonly string[] {
  return run.logs.map((log) => log.message);
}

/** How long the run stayed in each of its states of that name, in milliseconds. */
export function timeIn(run: WithStates, name: string): readonly number[] {
  return run.states.flatMap((state, index) => {
    const next = run.states[index + 1];
    return state.name === name && next !== undefined ? [Math.round((microseconds(next.timestamp) - microseconds(state.timestamp)) / 1_000)] : [];
  });
}

export function microseconds(iso: string): number {
  return Date.parse(`${iso.slice(0, 23)}Z`) * 1_000 + Number(iso.slice(23, 26));
}

/** What the call throws or its promise rejects with. */
export async function thrownBy(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`Thrown, but no Error: ${String(error)}`);
  }
  throw new Error("Nothing was thrown.");
}

/** A promise that the test fulfils by hand. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A Standard Schema from a function that gives the output, or a text that says what is wrong. */
export function schema(read: (value: unknown) => object | string): StandardSchema<unknown, unknown> {
  return {
    "~standard": {
      version: 1,
      vendor: "conformance",
      validate: (value) => {
        const output = read(value);
        return typeof output === "string" ? { issues: [{ message: output }] } : { value: output };
      },
    },
  };
}

/** A value as it comes from code without types. */
export function untyped(value: unknown): never {
  return value as never;
}

/** The property of an object, `undefined` for anything else. */
export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
