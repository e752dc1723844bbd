/** Broken use: one clear sentence with the place and the mend, on the terminal and as JSON, and nothing recorded. */
import { describe, expect } from "vitest";
import { onlyRun, type Project, test } from "./project.ts";

const flows = `import { flow } from "millrace";
export const count = flow(async (n: number, label = "none") => n);
export const bee = flow({ name: "Bee" }, async () => 1);
`;

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly code: string;
  readonly message: RegExp;
  readonly hint: RegExp;
}

const cases: readonly Case[] = [
  { name: "a file that is missing", args: ["run", "missing.ts"], code: "MILLRACE_USAGE", message: /no file .*missing\.ts/, hint: /^/ },
  { name: "a file without flows", args: ["run", "none.ts"], code: "MILLRACE_FLOW_NOT_FOUND", message: /none\.ts has no flows/, hint: /flow\(…\)/ },
  { name: "several flows and none chosen", args: ["run", "flows.ts"], code: "MILLRACE_USAGE", message: /#count.*#bee \("Bee"\)/, hint: /flows\.ts#count/ },
  { name: "an unknown flow", args: ["run", "flows.ts#zzz"], code: "MILLRACE_FLOW_NOT_FOUND", message: /no flow "zzz"/, hint: /#count/ },
  { name: "a syntax error", args: ["run", "syntax.ts"], code: "MILLRACE_USAGE", message: /syntax\.ts:2:1[78]/, hint: /^Mend/ },
  { name: "a parameter that is missing", args: ["run", "flows.ts#count"], code: "MILLRACE_USAGE", message: /n \(a number\)/, hint: /--param n=/ },
  { name: "an unknown parameter", args: ["run", "flows.ts#count", "--param", "n=1", "--param", "q=2"], code: "MILLRACE_USAGE", message: /no parameter q/, hint: /n \(a number\)/ },
  { name: "malformed JSON", args: ["run", "flows.ts#count", "--param", "n={bad"], code: "MILLRACE_USAGE", message: /n is not valid JSON/, hint: /quotes/ },
  { name: "an unknown run", args: ["runs", "show", "zzz"], code: "MILLRACE_RUN_NOT_FOUND", message: /no run "zzz"/, hint: /millrace runs/ },
  { name: "an unknown option", args: ["run", "flows.ts", "--wacth"], code: "MILLRACE_USAGE", message: /--wacth/, hint: /^/ },
  { name: "SQL that would write", args: ["query", "DELETE FROM flow_runs"], code: "MILLRACE_USAGE", message: /reads/, hint: /flow_runs/ },
];

function prepare(project: Project): void {
  project.write("flows.ts", flows);
  project.write("none.ts", "export const x = 1;\n");
  project.write("syntax.ts", 'import { flow } from "millrace";\nexport const f = ;\n');
}

describe("broken use", () => {
  test.for(cases)("$name is refused with its place and its mend", async ({ args, code, message, hint }, { project }) => {
    prepare(project);
    const refused = await project.refusal(...args);
    expect(refused.exitCodes).toEqual([2, 2]);
    expect(refused.error).toEqual({ code, message: expect.stringMatching(message), hint: hint.source === "^" ? refused.error.hint : expect.stringMatching(hint) });
    expect(refused.text).toMatch(message);
    expect(project.runDirectories()).toEqual([]);
  });

  test("a folder that cannot be written is named, with what to do", async ({ project }) => {
    prepare(project);
    project.env["MILLRACE_HOME"] = project.path("package.json", "below-a-file");
    const { exitCodes, error } = await project.refusal("run", "flows.ts#bee");
    expect([exitCodes, error.code, error.message]).toEqual([[2, 2], "MILLRACE_STORE_UNWRITABLE", expect.stringContaining("below-a-file")]);
    expect(error.hint).toContain("MILLRACE_HOME");
  });
});

describe("what a flow is given or made of is recorded when it is wrong", () => {
  test("a value that does not fit fails the run and names the parameter", async ({ project }) => {
    prepare(project);
    const { exitCode, document } = await project.run("flows.ts#count", "--param", "n=abc");
    expect([exitCode, document.flowRun?.state.name, document.error?.message]).toEqual([
      1,
      "Failed",
      expect.stringMatching(/received invalid parameters: n: expected a number/),
    ]);
    expect(document.flowRun?.startTime).toBe(document.flowRun?.endTime);
  });

  test("a module that throws on import is a crashed run with the place", async ({ project }) => {
    project.write("throws.ts", 'import { flow } from "millrace";\nexport const f = flow(async () => 1);\nthrow new Error("no configuration");\n');
    const { exitCode, document } = await project.run("throws.ts");
    expect([exitCode, document.flowRun?.state.name, document.error]).toEqual([
      1,
      "Crashed",
      expect.objectContaining({ message: "no configuration", stack: expect.stringMatching(/throws\.ts:3:\d+/) }),
    ]);
  });

  test("a bad option names itself, what was given and what is allowed", async ({ project }) => {
    project.write("option.ts", 'import { flow, task } from "millrace";\nexport const t = task({ name: "get", retries: -1 }, async () => 1);\nexport const f = flow(async () => await t());\n');
    const { exitCode, document } = await project.run("option.ts#f");
    expect([exitCode, document.error?.message]).toEqual([1, 'task "get": option "retries" is -1, expected a whole number ≥ 0.']);
  });

  test("a result that cannot be serialised does not fail the run, and is told in the log", async ({ project }) => {
    project.write("result.ts", 'import { flow, task } from "millrace";\nconst make = task(async () => ({ f: () => 1 }));\nexport const f = flow(async () => (await make()).f());\n');
    const { exitCode, document } = await project.run("result.ts");
    expect([exitCode, document.result, "result" in (document.taskRuns[0] ?? {})]).toEqual([0, 1, false]);
    expect(document.logs.map((line) => [line.level, line.message])).toContainEqual(["warn", expect.stringContaining("Encountered an error while serializing result of make-0")]);
  });

  test("a run file with a bad line in its middle takes no other run down", async ({ project }) => {
    prepare(project);
    await project.run("flows.ts#bee", "--name", "whole");
    const before = onlyRun(project);
    await project.run("flows.ts#bee", "--name", "damaged");
    const damaged = project.runDirectories().find((directory) => directory !== before) ?? "";
    project.damage(damaged, 3);
    const { document } = await project.json<{ runs: { name: string; problem?: string }[] }>("runs");
    const found = document.runs.map(({ name, problem }) => [name, problem ?? null]);
    expect(found).toContainEqual(["whole", null]);
    expect(found).toContainEqual(["damaged", expect.stringContaining("unreadable from record 3")]);
  });
});
