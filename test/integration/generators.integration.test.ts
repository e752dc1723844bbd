/** Generators on disk: killed, resumed, left by a script, long. */
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { command, linesOf, onlyRun, type Project, test, until } from "./project.ts";

describe("a run with generators that is killed", () => {
  test.for([30, 90, 150, 200, 240, 265].map((records) => ({ records })))("at record $records shows nobody an item that is not on record, and goes on", async ({ records }, { project }) => {
    project.copy("streams.ts");
    const running = project.start([command, "run", "streams.ts#streams", "--json"]);
    const pid = await until(() => {
      const known = recordsOf(project);
      return known.length >= records ? (known[0]?.["pid"] as number) : undefined;
    });
    process.kill(pid, "SIGKILL");
    await running.ended;
    const recorded = recordsOf(project).filter(({ k, v }) => k === "item" && v !== undefined).length;
    expect(linesOf(project.path("seen")).length).toBeLessThanOrEqual(recorded);
    const completed = completedGenerators(await show(project));

    const { document } = await project.json<RunDocument>("runs", "resume", onlyId(project));
    expect([document.flowRun?.state.name, document.result]).toEqual(["Completed", 2 * 780 + 190]);
    expect(document.taskRuns.filter(({ task }) => task === "numbers").map(({ items, result }) => [items?.count, result])).toEqual([
      [40, 40],
      [40, 40],
    ]);
    expect(document.childRuns.map(({ flowRun }) => flowRun?.items?.count)).toEqual([20]);
    // What had completed was not made once more.
    const made = linesOf(project.path("made"));
    for (const part of completed) expect(made.filter((line) => line.startsWith(`${JSON.parse(part) as string}-`)).length).toBe(40);
  });
});

test("a script may leave a generator flow, and go away from one that still has something to give", async ({ project }) => {
  project.copy("streams.ts");
  const tsx = project.path("node_modules", "millrace", "node_modules", "tsx", "dist", "cli.mjs");
  const { exitCode, stdout, stderr } = await project.node(tsx, "streams.ts");
  expect([exitCode, stdout, stderr]).toEqual([0, "{ part: 'alone', n: 0 }\n", ""]);
  const { document } = await project.json<{ runs: readonly { id: string; flow: string; state: { name: string } }[] }>("runs");
  expect(document.runs.map(({ flow, state }) => [flow, state.name]).sort()).toEqual([
    ["numbers", "Completed"],
    ["pairs", "Completed"],
  ]);
});

test("a hundred thousand items are an ordinary run", async ({ project }) => {
  project.copy("streams.ts");
  const { exitCode, document } = await project.run("streams.ts#long");
  expect([exitCode, document.result, document.flowRun?.items?.count, document.flowRun?.items?.last?.value]).toEqual([0, 100_000, 100_000, 99_999]);
});

function recordsOf(project: Project): readonly Record<string, unknown>[] {
  const [run] = project.runDirectories();
  return run === undefined ? [] : linesOf(join(run, "events.ndjson")).map((line) => JSON.parse(line) as Record<string, unknown>);
}

function onlyId(project: Project): string {
  return onlyRun(project).slice(-36);
}

async function show(project: Project): Promise<RunDocument> {
  return (await project.json<RunDocument>("runs", "show", onlyId(project))).document;
}

function completedGenerators(run: RunDocument): readonly string[] {
  return run.taskRuns.filter(({ task, state }) => task === "numbers" && state.type === "COMPLETED").map(({ inputs }) => JSON.stringify(inputs["part"]));
}
