/** Runs that end in another way than their author meant: the reason is told, and nothing that was done is lost. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { FlowRunDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { namesIn, onlyRun, type Project, test, type UsageDocument } from "./project.ts";

async function runOdd(project: Project, flow: string, ...args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly document: RunDocument }> {
  project.copy("odd.ts");
  return await project.run(`odd.ts#${flow}`, ...args);
}

describe("values", () => {
  test("one that cannot be serialised completes, is not there, and is warned of", async ({ project }) => {
    const { exitCode, document } = await runOdd(project, "unserialisable");
    const [task] = document.taskRuns;
    expect([exitCode, document.flowRun?.state.name, "result" in document, task?.state.name, task !== undefined && "result" in task]).toEqual([0, "Completed", false, "Completed", false]);
    expect(document.logs.filter(({ level }) => level === "warn").map(({ message }) => message)).toEqual([
      expect.stringMatching(/serializing result of makesFunction-0: .*kept for this process only/),
      expect.stringMatching(/serializing result of \S+: .*kept for this process only/),
    ]);
  });

  test("a circular one is given to a task as it is", async ({ project }) => {
    const { exitCode, document } = await runOdd(project, "circular");
    expect([exitCode, document.result]).toEqual([0, true]);
  });

  test("a circular one that holds futures has their results in a circle of its own", async ({ project }) => {
    const { exitCode, document } = await runOdd(project, "circularWithFutures");
    expect([exitCode, document.result]).toEqual([0, [1, true, true]]);
  });

  test("large ones are kept in files, and a resume reads them back", async ({ project }) => {
    project.env["ODD_FAILS"] = "1";
    const first = await runOdd(project, "big");
    const sizes = namesIn(join(onlyRun(project), "results")).map((name) => readFileSync(join(onlyRun(project), "results", name)).length);
    expect([first.exitCode, sizes]).toEqual([1, [2_000_002]]);
    expect(readFileSync(join(onlyRun(project), "events.ndjson")).length).toBeLessThan(10_000);
    project.env["ODD_FAILS"] = "0";
    const { exitCode, document } = await project.json<RunDocument>("runs", "resume", first.document.flowRun?.name ?? "none");
    expect([exitCode, document.result, document.taskRuns.map(({ state }) => state.name)]).toEqual([0, 1_000_001, ["Cached", "Completed"]]);
    expect(document.taskRuns[1]?.inputs["text"]).toBe("é".repeat(1_000_000));
  });

  test("a large parameter arrives whole", async ({ project }) => {
    project.copy("odd.ts");
    project.write("p.json", JSON.stringify({ größe: 3, 名前: "ü".repeat(500_000) }));
    const { exitCode, document } = await project.run("odd.ts#unicode", "--params", "p.json");
    expect([exitCode, document.result]).toEqual([0, `${"ü".repeat(500_000)} 3 🎉`]);
  });

  test("unicode goes through names, parameters, results and files", async ({ project }) => {
    const { exitCode, document } = await runOdd(project, "Größe 流れ", "--param", "größe=3", "--param", '名前="日本 😀"', "--name", "läuft/../so");
    const { document: shown } = await project.json<RunDocument>("runs", "show", "läuft/../so");
    expect([exitCode, document.result, document.flowRun?.parameters, shown]).toEqual([0, "日本 😀 3 🎉", { größe: 3, 名前: "日本 😀" }, document]);
    expect(project.runDirectories().length).toBe(1);
  });

  test("a parameter that shadows a name of its module keeps its name", async ({ project }) => {
    const { exitCode, document } = await runOdd(project, "shadowing", "--param", 'repos=["a/b"]');
    expect([exitCode, document.result, document.flowRun?.parameters, document.taskRuns[0]?.name, document.taskRuns[0]?.inputs]).toEqual([
      0,
      ["a/b", 10],
      { repos: ["a/b"], limit: 10 },
      "get a/b",
      { repos: "a/b" },
    ]);
  });
});

describe("ends", () => {
  const ends = [
    ["process.exit in a task", "exitsInTask", "Crashed", "process.exit(5) was called", "odd.ts:16:40"],
    ["an unhandled rejection", "rejects", "Crashed", "nobody waits for this", "odd.ts:18:23"],
    ["a flow that can never settle", "neverSettles", "Failed", "can never settle", "hangs-0"],
  ] as const;
  test.for(ends)("%s is told on the terminal and as JSON", async ([, flow, state, says, place], { project }) => {
    const { exitCode, document } = await runOdd(project, flow);
    const plain = await project.millrace("run", `odd.ts#${flow}`);
    expect([exitCode, plain.exitCode, document.flowRun?.state.name]).toEqual([1, 1, state]);
    expect(document.error?.message).toContain(says);
    expect(`${document.error?.message ?? ""} ${document.error?.stack ?? ""}`).toContain(place);
    expect(plain.stdout).toContain(says);
    expect(plain.stdout).toContain(place);
    expect(plain.stdout.trimEnd().split("\n").at(-1)).toContain(state);
  });
});

describe("a run's file with a bad line in its midst", () => {
  test("takes that run down and no other", async ({ project }) => {
    const good = await runOdd(project, "circular", "--name", "good");
    await project.run("odd.ts#circular", "--name", "bad");
    const directory = project.runDirectories().find((each) => each.includes("-bad-")) ?? "none";
    const events = join(directory, "events.ndjson");
    const lines = readFileSync(events, "utf8").split("\n");
    writeFileSync(events, [...lines.slice(0, 2), '{"n":3', ...lines.slice(3)].join("\n"));
    const { exitCode, document } = await project.json<{ runs: FlowRunDocument[] }>("runs");
    const problems = document.runs.map(({ name, problem }) => [name, problem]);
    expect([exitCode, problems]).toEqual([0, [["bad", expect.stringMatching(/^unreadable from record 3: /)], ["good", undefined]]]);
    const list = await project.millrace("runs");
    expect([list.exitCode, list.stdout]).toEqual([0, expect.stringMatching(/good[\s\S]*bad: unreadable from record 3/)]);
    expect((await project.json("runs", "show", "good")).document).toEqual(good.document);
    const resumed = await project.refusal("runs", "resume", "bad");
    expect([resumed.exitCodes, resumed.error.message]).toEqual([[2, 2], expect.stringMatching(/unreadable from record 3/)]);
    expect((await project.json("query", "select name from flow_runs where name = 'good'")).document).toMatchObject({ rows: [["good"]] });
  });

  test("a torn tail is no such thing", async ({ project }) => {
    const { document } = await runOdd(project, "exitsInTask", "--name", "torn");
    const events = join(onlyRun(project), "events.ndjson");
    writeFileSync(events, `${readFileSync(events, "utf8")}{"n":99,"k":"st`);
    const shown = await project.json<RunDocument>("runs", "show", "torn");
    expect([shown.exitCode, shown.document]).toEqual([0, document]);
  });
});

test("who is too late to take a run over is told which, and where to look", async ({ project }) => {
  project.write(
    "late.js",
    `import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { flow } from "millrace";

// Another process takes the next generation while this one is still loading the module.
if (existsSync("other")) for (const name of readdirSync(".millrace/runs")) writeFileSync(\`.millrace/runs/\${name}/owner.2\`, "{}");
export const late = flow(async () => { throw new Error("not yet"); });
`,
  );
  await project.run("late.js", "--name", "brisk-heron");
  const id = onlyRun(project).slice(-36);
  project.write("other", "");
  const { exitCode, document } = await project.json<UsageDocument>("runs", "resume", id);
  expect([exitCode, document.error]).toEqual([
    2,
    { code: "MILLRACE_USAGE", message: `brisk-heron (${id}) has been taken over by another process, which was quicker.`, hint: `millrace runs show ${id.slice(0, 8)} tells how it stands.` },
  ]);
});
