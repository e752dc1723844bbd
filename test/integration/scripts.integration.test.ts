/** Modules of every kind, scripts that call their flows themselves, and modules that do so while they are imported. */
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { FlowRunDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { type Project, repository, test } from "./project.ts";

const tsx = join(repository, "node_modules", "tsx", "dist", "cli.mjs");

async function runsOf(project: Project): Promise<readonly FlowRunDocument[]> {
  return (await project.json<{ runs: FlowRunDocument[] }>("runs")).document.runs;
}

describe("kinds of files", () => {
  const typed = `import { flow, task } from "millrace";
const t = task(async (n: number) => { if (n < 0) throw new RangeError("too small"); return n + 1; });
export const f = flow(async (n: number = 1) => await t(n));
`;
  const plain = typed.replaceAll(": number", "");
  const common = plain.replace('import { flow, task } from "millrace"', 'const { flow, task } = require("millrace")').replace("export const f", "exports.f");
  const kinds = [
    ["ts", typed],
    ["tsx", typed],
    ["mts", typed],
    ["cts", typed],
    ["js", plain],
    ["mjs", plain],
    ["cjs", common],
  ] as const;

  test.for(kinds)("an .%s file with spaces and accents in its path runs, and fails, in the right places", async ([extension, source], { project }) => {
    const file = `meine flüsse/größe é.${extension}`;
    project.write(file, source);
    const good = await project.run(`${file}#f`, "--param", "n=41");
    const [task] = good.document.taskRuns;
    expect([good.exitCode, good.document.result, good.document.flowRun?.flow, good.document.flowRun?.file, good.document.flowRun?.parameters]).toEqual([0, 42, "f", file, { n: 41 }]);
    const flowColumn = extension === "cjs" ? 13 : 18;
    expect([good.document.flowRun?.definition, task?.name, task?.definition, task?.inputs]).toEqual([`${file}:3:${flowColumn}`, "t-0", `${file}:2:11`, { n: 41 }]);
    const bad = await project.run(file, "--param", "n=-1");
    expect([bad.exitCode, bad.document.flowRun?.state.name, bad.document.error?.message]).toEqual([1, "Failed", "too small"]);
    const { flows } = (await project.json<{ flows: { file: string; export: string }[] }>("flows")).document;
    expect(flows.map((found) => [found.file, found.export])).toEqual([[file, "f"]]);
  });
});

describe("scripts", () => {
  test("run with tsx: tracked, isMain is true, the output is the script's own", async ({ project }) => {
    project.copy("script.ts");
    const { exitCode, stdout } = await project.node(tsx, "script.ts");
    const [run, ...others] = await runsOf(project);
    expect([exitCode, stdout, others]).toEqual([0, "inside\nthe script got 2\n", []]);
    expect([run?.flow, run?.state.name, run?.parentRunId]).toEqual(["Inner", "Completed", null]);
  });

  test("run with MILLRACE_TRACKING=off: the same, and nothing is written", async ({ project }) => {
    project.copy("script.ts");
    project.env["MILLRACE_TRACKING"] = "off";
    const { exitCode, stdout } = await project.node(tsx, "script.ts");
    expect([exitCode, stdout, project.runDirectories()]).toEqual([0, "inside\nthe script got 2\n", []]);
  });

  test("run by the command: isMain is false", async ({ project }) => {
    project.copy("script.ts");
    const { exitCode, document } = await project.run("script.ts");
    expect([exitCode, document.result, document.logs.map(({ message }) => message)]).toEqual([0, 2, ["inside"]]);
  });

  test("started by a task of a run: a run of its own, whose parent is that run", async ({ project }) => {
    project.copy("script.ts");
    project.write(
      "spawns.ts",
      `import { execFileSync } from "node:child_process";
import { flow, task } from "millrace";
const spawns = task(async () => execFileSync(process.execPath, [${JSON.stringify(tsx)}, "script.ts"], { encoding: "utf8" }));
export const outer = flow(async () => await spawns());
`,
    );
    const { exitCode, document } = await project.run("spawns.ts");
    const inner = (await runsOf(project)).find(({ flow }) => flow === "Inner");
    expect([exitCode, document.result, inner?.parentRunId, inner?.state.name]).toEqual([0, "inside\nthe script got 2\n", document.flowRun?.id, "Completed"]);
    expect(inner?.id).not.toBe(document.flowRun?.id);
  });
});

describe("a flow that its module calls while it is imported", () => {
  const head = `import { setTimeout as wait } from "node:timers/promises";
import { flow, task } from "millrace";
const t = task(async () => { await wait(20); return 7; });
export const f = flow(async () => await t());
`;
  const calls = [
    ["awaited at the top level", "console.log(await f());"],
    ["not awaited", "f().then((n) => console.log(n));"],
    ["by a main() that ends the process when it fails", "main().catch(() => process.exit(1));\nasync function main() { console.log(await f()); }"],
    ["by a main() that calls a task and ends the process when it fails", "main().catch(() => process.exit(1));\nasync function main() { console.log(await t()); }"],
    ["by a main() that awaits something first", "void main();\nasync function main() { await wait(1); console.log(await f()); }"],
  ] as const;

  test.for(calls)("%s, does not run then: it runs once, as asked", async ([, call], { project }) => {
    project.write("a.ts", `${head}${call}\n`);
    const { exitCode, document } = await project.run("a.ts#f");
    expect([exitCode, document.result, document.flowRun?.state.name, project.runDirectories().length]).toEqual([0, 7, "Completed", 1]);
  });

  test.for(calls)("%s, runs as a script", async ([, call], { project }) => {
    project.write("a.ts", `${head}${call}\n`);
    const { exitCode, stdout } = await project.node(tsx, "a.ts");
    expect([exitCode, stdout, project.runDirectories().length]).toEqual([0, "7\n", 1]);
  });

  test("hides what is defined below it, and the refusal says so", async ({ project }) => {
    project.write("a.ts", `${head}await f();\nexport const below = flow(async () => 8);\n`);
    const { exitCodes, error } = await project.refusal("run", "a.ts#below");
    expect([exitCodes, error.code, error.hint]).toEqual([[2, 2], "MILLRACE_FLOW_NOT_FOUND", expect.stringMatching(/isMain\(import\.meta\)/)]);
  });
});

describe("two copies of the package, as a CommonJS flow gets one of its own", () => {
  const source = `import { flow, task } from "millrace";
const fails = task({ retries: 1 }, async () => { throw new RangeError("no"); });
const waits = task(async (_value: unknown) => 1);
const ends = task(async () => { process.kill(process.pid, "SIGTERM"); await new Promise((resolve) => setTimeout(resolve, 60_000)); });
export const nobodyWaits = flow(async () => { const failed = fails.submit(); const never = waits.submit(failed); await never.wait(); return never.state.name; });
export const ended = flow(async () => await ends());
`;

  test("a failed task and what depends on it", async ({ project }) => {
    project.write("a.cts", source);
    const { exitCode, document } = await project.run("a.cts#nobodyWaits");
    expect([exitCode, document.result, document.taskRuns.map(({ state }) => state.name)]).toEqual([0, "NotReady", ["Failed", "NotReady"]]);
  });

  test("a signal", async ({ project }) => {
    project.write("a.cts", source);
    const { exitCode, document } = await project.json<RunDocument>("run", "a.cts#ended");
    expect([exitCode, document.flowRun?.state.message, document.taskRuns[0]?.state.name]).toEqual([1, "Execution was aborted by SIGTERM", "Crashed"]);
  });
});
