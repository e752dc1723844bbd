/** A command's process ends by itself: `process.exit` may wait for ever for the threads on which V8 compiles. */
import { chownSync, mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { command, namesIn, test, until } from "./project.ts";

const marked = "process.exit was called";

/** Tells of a call, and carries it out. */
const tell = `data:text/javascript,${encodeURIComponent(`
  const exit = process.exit;
  process.exit = (code) => { process.stderr.write(${JSON.stringify(marked)}); exit(code); };
`)}`;

const sources = `import { flow, task } from "millrace";
const step = task(async () => { console.log("stepping"); });
export const works = flow(async () => await step());
export const fails = flow(async () => { throw new Error("no"); });
`;

describe("the process ends by itself after", () => {
  test.for([
    { args: ["query", "select 1"], exitCode: 0 },
    { args: ["query", "selekt 1", "--json"], exitCode: 2 },
    { args: ["query", "select none from flow_runs"], exitCode: 2 },
    { args: ["flows"], exitCode: 0 },
    { args: ["run", "f.ts#works"], exitCode: 0 },
    { args: ["run", "f.ts#works", "--json"], exitCode: 0 },
    { args: ["run", "f.ts#fails"], exitCode: 1 },
    { args: ["runs", "show", "first"], exitCode: 0 },
    { args: ["runs", "logs", "first", "--follow"], exitCode: 0 },
    { args: ["runs", "retry", "first"], exitCode: 0 },
    { args: ["runs", "delete", "first"], exitCode: 0 },
    { args: ["--help"], exitCode: 0 },
  ])("$args", async ({ args, exitCode }, { project }) => {
    project.write("f.ts", sources);
    if (args.includes("first")) await project.run("f.ts#works", "--name", "first");
    const ended = await project.node("--import", tell, command, ...args);
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode, stderr: expect.not.stringContaining(marked) as string });
  });
});

test("a run that is refused leaves nothing of the runner that was spawned for it", async ({ project }) => {
  const temporary = project.path("temporary");
  mkdirSync(temporary);
  project.env["TMPDIR"] = temporary;
  expect((await project.millrace("run", "nope.ts")).exitCode).toBe(2);
  const [folder = ""] = namesIn(temporary);
  expect(folder).toMatch(/^millrace-/);
  await until(() => (namesIn(join(temporary, folder)).length === 0 ? true : undefined));
});

test.runIf(process.getuid?.() === 0)("a temporary folder that somebody else has made is refused, and nothing is put there", async ({ project }) => {
  const folder = project.path("temporary", `millrace-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true });
  chownSync(folder, 65_534, 65_534);
  project.env["TMPDIR"] = project.path("temporary");
  project.write("f.ts", sources);
  const { exitCode, stdout, stderr } = await project.millrace("run", "f.ts#works");
  expect([exitCode, stdout + stderr]).toEqual([2, expect.stringMatching(/millrace-0 cannot be written: it belongs to the user with the number 65534, not to 0\n.*Set TMPDIR/s)]);
  expect(namesIn(folder)).toEqual([]);
});

test("a temporary folder that is none is named, with what mends it", async ({ project }) => {
  project.env["TMPDIR"] = project.write("temporary", "");
  project.write("f.ts", sources);
  const { exitCode, stdout, stderr } = await project.millrace("run", "f.ts#works");
  expect([exitCode, stdout + stderr]).toEqual([2, expect.stringMatching(/cannot be written: ENOTDIR.*Set TMPDIR/s)]);
});
