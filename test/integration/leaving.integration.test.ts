/** A command's process ends by itself: `process.exit` may wait for ever for the threads on which V8 compiles. */
import { describe, expect } from "vitest";
import { command, test } from "./project.ts";

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
