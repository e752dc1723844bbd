/** What `--json` prints, and with what exit code: programs are written against both. */
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { FlowRunDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { command, linesOf, onlyRun, parse, type Project, test, until } from "./project.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const anId = expect.stringMatching(uuid);
const aTime = expect.stringMatching(iso);

describe("run --json", () => {
  test("prints the document that runs show gives, and nothing else on stdout", async ({ project }) => {
    project.copy("shapes.ts");
    const { exitCode, stdout, stderr } = await project.millrace("run", "shapes.ts#total", "--param", "numbers=[1,2,3]", "--json");
    const ran = parse<RunDocument>(stdout, stderr);
    const shown = await project.json<RunDocument>("runs", "show", ran.flowRun?.id ?? "none");
    expect([exitCode, stderr, ran]).toEqual([0, "adding 3\n", shown.document]);
  });

  test("has the shape that is promised", async ({ project }) => {
    project.copy("shapes.ts");
    const { document } = await project.run("shapes.ts#total", "--param", "numbers=[1,2]");
    const { flowRun, result, taskRuns, childRuns, artifacts, logs } = document;
    expect(flowRun).toMatchObject({
      id: anId,
      name: expect.stringMatching(/^[a-z]+-[a-z]+$/),
      flow: "Total",
      file: "shapes.ts",
      definition: "shapes.ts:10:22",
      parameters: { numbers: [1, 2], factor: 2 },
      state: { type: "COMPLETED", name: "Completed", message: null, timestamp: aTime },
      attempt: 1,
      startTime: aTime,
      endTime: aTime,
      parentTaskRunId: null,
      rootRunId: flowRun?.id,
      deployment: null,
      tags: ["books"],
    });
    expect([result, childRuns, artifacts]).toEqual([12, [], []]);
    expect(logs).toEqual([{ timestamp: aTime, level: "info", message: "adding 2", flowRunId: flowRun?.id, taskRunId: null }]);
    const last = taskRuns.at(-1);
    expect(taskRuns.map(({ name }) => name)).toEqual(["double-0", "double-1", "sum-0"]);
    expect(last).toMatchObject({
      task: "sum",
      definition: "shapes.ts:4:13",
      callSite: "shapes.ts:12:17",
      flowRunId: flowRun?.id,
      parentTaskRunId: null,
      childFlowRunId: null,
      state: { type: "COMPLETED" },
      attempt: 1,
      dependsOn: taskRuns.slice(0, 2).map(({ id }) => ({ taskRunId: id, via: "future", parameter: "numbers" })),
      cacheKey: null,
      why: null,
      inputs: { numbers: [2, 4] },
      result: 6,
      error: null,
    });
  });

  test("has a child flow's run below its parent's, and the run that tracks it", async ({ project }) => {
    project.copy("shapes.ts");
    const { document } = await project.run("shapes.ts#parent");
    const [tracking] = document.taskRuns;
    const [child] = document.childRuns;
    expect([tracking?.task, tracking?.childFlowRunId, child?.flowRun?.parentTaskRunId, child?.flowRun?.rootRunId]).toEqual([
      "Total",
      child?.flowRun?.id,
      tracking?.id,
      document.flowRun?.id,
    ]);
    expect([child?.taskRuns.length, child?.logs.length, document.logs.length]).toEqual([3, 1, 0]);
  });

  test("has the error of a run that failed, with its place in the source, and exits with 1", async ({ project }) => {
    project.copy("shapes.ts");
    const { exitCode, document } = await project.run("shapes.ts#failing");
    const error = { name: "RangeError", message: "never works", stack: expect.stringMatching(/shapes\.ts:6:9/) };
    expect([exitCode, document.error, document.taskRuns[0]?.error, "result" in document]).toEqual([1, error, error, false]);
    expect(document.taskRuns[0]?.states.map(({ name }) => name)).toEqual(["Pending", "Running", "Retrying", "Failed"]);
  });
});

describe("lists", () => {
  test("flows --json has each flow's place, parameters and tasks, and the problems", async ({ project }) => {
    project.copy("shapes.ts");
    project.write("broken.ts", 'import { flow } from "millrace";\nexport const broken = flow(async () => {\n');
    const { exitCode, document } = await project.json<{ flows: { export: string }[]; problems: unknown[] }>("flows");
    expect(exitCode).toBe(0);
    expect(document.flows.find((found) => found.export === "total")).toEqual({
      name: "Total",
      export: "total",
      file: "shapes.ts",
      line: 10,
      column: 22,
      description: "Adds up.",
      parameters: {
        type: "object",
        properties: { numbers: { type: "array", items: { type: "number" } }, factor: { type: "number", default: 2 } },
        required: ["numbers"],
        additionalProperties: false,
      },
      tasks: ["sum", "double"],
    });
    expect(document.problems).toEqual([{ file: "broken.ts", line: 3, message: expect.stringContaining("'}' expected"), hint: expect.any(String) }]);
  });

  test("runs --json has flow runs, the newest first, as run prints them", async ({ project }) => {
    project.copy("shapes.ts");
    const first = await project.run("shapes.ts#total", "--param", "numbers=[1]");
    const second = await project.run("shapes.ts#failing");
    const { document } = await project.json<{ runs: FlowRunDocument[] }>("runs");
    expect(document).toEqual({ runs: [second.document.flowRun, first.document.flowRun] });
    const failed = await project.json<{ runs: FlowRunDocument[] }>("runs", "--state", "failed", "--flow", "failing", "--limit", "5");
    expect(failed.document).toEqual({ runs: [second.document.flowRun] });
  });

  test("query --json has columns and rows", async ({ project }) => {
    project.copy("shapes.ts");
    await project.run("shapes.ts#total", "--param", "numbers=[1,2]");
    const flows = await project.json("query", "select flow, state_type, state_name from flow_runs");
    expect(flows).toEqual({ exitCode: 0, document: { columns: ["flow", "state_type", "state_name"], rows: [["Total", "COMPLETED", "Completed"]] } });
    const tasks = await project.json("query", "select name from task_runs order by name");
    expect(tasks.document).toEqual({ columns: ["name"], rows: [["double-0"], ["double-1"], ["sum-0"]] });
    const artifacts = await project.json("query", "select count(*) as n from artifacts");
    expect(artifacts.document).toEqual({ columns: ["n"], rows: [[0]] });
  });

  test("runs logs --json and runs delete --json are documents", async ({ project }) => {
    project.copy("shapes.ts");
    const { document } = await project.run("shapes.ts#total", "--param", "numbers=[1,2]", "--name", "calm-otter");
    expect((await project.json("runs", "logs", "calm-otter")).document).toEqual({ logs: document.logs });
    expect((await project.json("runs", "delete", "calm-otter")).document).toEqual({ flowRun: document.flowRun });
    expect((await project.json("runs")).document).toEqual({ runs: [] });
  });
});

describe("exit codes", () => {
  test("broken use exits with 2, as a document", async ({ project }) => {
    project.copy("shapes.ts");
    const { exitCode, document } = await project.json("run", "shapes.ts");
    expect([exitCode, document]).toEqual([2, { error: { code: "MILLRACE_USAGE", message: expect.any(String), hint: expect.any(String) } }]);
  });

  test("SIGINT is a cancel request: Cancelled, 130", async ({ project }) => {
    const running = startWaiting(project);
    await isWaiting(project);
    running.child.kill("SIGINT");
    const { exitCode, stdout, stderr } = await running.ended;
    const { flowRun } = parse<RunDocument>(stdout, stderr);
    expect([exitCode, flowRun?.state.type, flowRun?.state.name]).toEqual([130, "CANCELLED", "Cancelled"]);
  });

  test("SIGTERM to the runner crashes the run: 1", async ({ project }) => {
    const running = startWaiting(project);
    process.kill(await isWaiting(project), "SIGTERM");
    const { exitCode, stdout, stderr } = await running.ended;
    const { flowRun } = parse<RunDocument>(stdout, stderr);
    expect([exitCode, flowRun?.state.name, flowRun?.state.message]).toEqual([1, "Crashed", "Execution was aborted by SIGTERM"]);
  });

  test("SIGTERM to the command leaves the run going on, and runs cancel --json ends it", async ({ project }) => {
    const running = startWaiting(project);
    await isWaiting(project);
    running.child.kill("SIGTERM");
    const { exitCode } = await running.ended;
    const [live] = (await project.json<{ runs: FlowRunDocument[] }>("runs")).document.runs;
    const cancelled = await project.json<{ flowRun: FlowRunDocument }>("runs", "cancel", live?.id ?? "none");
    expect([exitCode, live?.state.type, cancelled.exitCode, cancelled.document.flowRun.state.type]).toEqual([143, "RUNNING", 0, "CANCELLED"]);
  });
});

function startWaiting(project: Project): ReturnType<Project["start"]> {
  project.copy("shapes.ts");
  return project.start([command, "run", "shapes.ts#waiting", "--json"]);
}

/** The pid of the runner, once its flow waits. */
async function isWaiting(project: Project): Promise<number> {
  await until(() => (project.runDirectories().length === 1 ? true : undefined));
  const directory = onlyRun(project);
  await until(() => (linesOf(join(directory, "log.ndjson")).some((line) => line.includes('"waiting"')) ? true : undefined));
  const [opened = "{}"] = linesOf(join(directory, "events.ndjson"));
  return (JSON.parse(opened) as { readonly pid: number }).pid;
}
