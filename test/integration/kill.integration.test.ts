/**
 * `kill -9` at any moment loses nothing that the flow has acted on (J3), the next command tells the truth, and a resume
 * goes on from there. The moments are random; a failure names the number of records at which it came.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { RunDocument, TaskRunDocument } from "../../core/protocol/run-document.ts";
import { command, isAlive, linesOf, onlyRun, type Project, test, until } from "./project.ts";

const kills = 40;
const tasks = 200;
const expectedResult = [1770, 780, 180, 190, 100, 10];

/** Records of a run of the fixture up to its last steps, which take their time: kills are spread over these. */
const records = 460;

/** A number of records, in the midst of the run. */
function someMoment(): number {
  return 1 + Math.floor(Math.random() * records);
}

describe("a runner that is killed", () => {
  test.for(Array.from({ length: kills }, (_, n) => ({ n: n + 1, moment: someMoment() })))(
    "$n of 40, at record $moment: nothing is lost or repeated",
    async ({ n, moment }, { project }) => {
      project.copy("many.ts");
      // Every other time the command that started the run dies too, and whoever looks next has to find out.
      await startAndKill(project, moment, n % 2 === 0);
      const before = await expectCrashed(project);
      await expectResumed(project, before);
    },
  );

  test("twice in a row loses and repeats nothing", async ({ project }) => {
    project.copy("many.ts");
    await startAndKill(project, 150, true);
    const first = await expectCrashed(project);
    await startAndKill(project, 440, true, ["runs", "resume", onlyId(project)]);
    const before = await expectCrashed(project);
    // What was recorded at the first kill may not have run again by the second one either.
    expect(repeatedSince(first, ranCounts(project))).toEqual([]);
    await expectResumed(project, before);
    expect(repeatedSince(first, ranCounts(project))).toEqual([]);
  });

  test("and whose code was edited behind the failure goes on with the new code", async ({ project }) => {
    const file = project.copy("many.ts");
    await startAndKill(project, 400, false);
    const before = await expectCrashed(project);
    const edited = readFileSync(file, "utf8").replace("// The end.\n", 'seen("edited", await step(10, steps));\n');
    project.write("many.ts", edited);
    await expectResumed(project, before, tasks + 1);
    expect(linesOf(project.path("seen"))).toContain("edited");
  });
});

describe("a command that is killed", () => {
  test("leaves its run going on, and the next command shows it", async ({ project }) => {
    project.copy("many.ts");
    const running = project.start([command, "run", "many.ts#many", "--json"]);
    await until(() => (recordCount(project) >= 20 ? true : undefined));
    // Held, so that it is still under way when it is shown, however long that takes.
    const { pid } = JSON.parse(readFileSync(join(onlyRun(project), "owner.1"), "utf8")) as { readonly pid: number };
    process.kill(pid, "SIGSTOP");
    running.child.kill("SIGKILL");
    await running.ended;
    const live = await show(project);
    process.kill(pid, "SIGCONT");
    expect(live.flowRun?.state.type).toBe("RUNNING");
    await until(() => (lastRecord(project)?.["k"] === "closed" ? true : undefined));
    const { flowRun, result } = await show(project);
    expect([flowRun?.state.name, flowRun?.attempt, result]).toEqual(["Completed", 1, expectedResult]);
    expect(linesOf(project.path("ran")).length).toBe(tasks);
  });
});

/** Starts the run, or goes on with it, and kills its process once its file has so many records. */
async function startAndKill(project: Project, moment: number, withCommand: boolean, args: readonly string[] = ["run", "many.ts#many"]): Promise<void> {
  const first = recordCount(project);
  const running = project.start([command, ...args, "--json"]);
  const pid = await until(() => {
    if (running.child.exitCode !== null) throw new Error(`The run ended at record ${recordCount(project)}, before ${moment}.`);
    const opened = recordsOf(project).findLast((record) => record["k"] === "open");
    return recordCount(project) >= Math.max(moment, first + 1) && typeof opened?.["pid"] === "number" ? opened["pid"] : undefined;
  });
  if (withCommand) running.child.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await running.ended;
  // On a busy machine a process that is killed may take a moment to die, and answers until then.
  await until(() => (isAlive(pid) ? undefined : true));
}

interface Before {
  /** Task runs whose completion was recorded when the process died. */
  readonly completed: ReadonlySet<string>;
  /**
   * How often each task had run to its end by then. One whose record the kill came before has done so once more than it
   * has completed, and runs again.
   */
  readonly ran: ReadonlyMap<string, number>;
}

/** What a kill must leave: all that was seen, and nothing that looks alive. */
async function expectCrashed(project: Project): Promise<Before> {
  const seen = linesOf(project.path("seen"));
  const document = await show(project);
  const runs = allTaskRuns(document);
  const alive = runs.filter(({ state }) => (state.type === "RUNNING" || state.type === "PENDING" || state.type === "SCHEDULED") && state.name !== "NotReady");
  const completed = new Set(runs.filter(({ state }) => state.type === "COMPLETED").map(({ name }) => name));
  expect({
    state: document.flowRun?.state.name,
    children: new Set(document.childRuns.map(({ flowRun }) => flowRun?.state.type).filter((type) => type !== "COMPLETED" && type !== "CRASHED")),
    alive: alive.map(({ name }) => name),
    lost: seen.filter((key) => !completed.has(key)),
  }).toEqual({ state: "Crashed", children: new Set(), alive: [], lost: [] });
  return { completed, ran: ranCounts(project) };
}

/** Tasks whose completion was recorded by then, and that have run again since. */
function repeatedSince({ completed, ran }: Before, now: ReadonlyMap<string, number>): readonly string[] {
  return [...now].flatMap(([key, times]) => (completed.has(key) && times > (ran.get(key) ?? 0) ? [key] : []));
}

function ranCounts(project: Project): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of linesOf(project.path("ran"))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** What a resume must do: end the run, with each task once that had completed. */
async function expectResumed(project: Project, { completed, ran: before }: Before, count = tasks): Promise<void> {
  const { exitCode, document } = await project.json<RunDocument>("runs", "resume", onlyId(project));
  const ran = ranCounts(project);
  const runs = allTaskRuns(document).filter(({ childFlowRunId }) => childFlowRunId === null);
  expect({
    exitCode,
    result: document.result,
    repeated: repeatedSince({ completed, ran: before }, ran),
    tasks: ran.size,
    runs: runs.length,
    incomplete: runs.filter(({ state }) => state.type !== "COMPLETED").map(({ name }) => name),
    superseded: runs.filter(({ superseded }) => superseded === true).map(({ name }) => name),
  }).toEqual({ exitCode: 0, result: expectedResult, repeated: [], tasks: count, runs: count, incomplete: [], superseded: [] });
}

async function show(project: Project): Promise<RunDocument> {
  return (await project.json<RunDocument>("runs", "show", onlyId(project))).document;
}

function allTaskRuns({ taskRuns, childRuns }: RunDocument): readonly TaskRunDocument[] {
  return [...taskRuns, ...childRuns.flatMap(allTaskRuns)];
}

function onlyId(project: Project): string {
  return onlyRun(project).slice(-36);
}

function recordCount(project: Project): number {
  return eventLines(project).length;
}

function recordsOf(project: Project): readonly Record<string, unknown>[] {
  return eventLines(project)
    .filter((line) => line.includes('"k":"open"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function lastRecord(project: Project): Record<string, unknown> | undefined {
  const line = eventLines(project).at(-1);
  return line === undefined ? undefined : (JSON.parse(line) as Record<string, unknown>);
}

function eventLines(project: Project): readonly string[] {
  const [directory] = project.runDirectories();
  return directory === undefined ? [] : linesOf(join(directory, "events.ndjson"));
}
