/** Values with a key `__proto__` of their own, which `JSON.parse` makes and plain assignment loses, arrive as they are everywhere. */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { putIntoInboxOnce } from "../../journal/inbox.ts";
import { command, linesOf, onlyRun, type Project, test, until } from "./project.ts";

const odd = `
import { flow, pause, suspend, task, threads } from "millrace";
const isOwn = (o: object) => [Object.hasOwn(o, "__proto__"), Object.getPrototypeOf(o) === Object.prototype, "polluted" in {}].join();
const look = task(async (o: Record<string, any>) => isOwn(o));
const make = task(async (): Promise<Record<string, any>> => JSON.parse('{"__proto__":{"polluted":1},"x":1}'));
const hold = task(async (o: { inner: Record<string, any> }) => isOwn(o.inner));
export const par = flow(async (o: Record<string, any>) => [isOwn(o), await look(o), o]);
export const timed = flow(async (o: Record<string, Date>) => [isOwn(o), o["__proto__"] instanceof Date]);
export const made = flow(async (fail: boolean) => {
  const first = await make();
  if (process.env.FAIL_ONCE) throw new Error("once");
  const passed = await hold({ inner: { ...first, again: make() as never } });
  return [isOwn(first), passed, first];
});
export const threaded = flow({ taskRunner: threads() }, async (o: Record<string, any>) => [await look.submit(o), await make.submit().then(isOwn), await look.submit({ ...o, error: new Error("rich") })]);
export const paused = flow(async () => { const { rec } = await pause<{ rec: Record<string, any> }>(); return [isOwn(rec), rec]; });
export const suspended = flow(async () => { const { rec } = await suspend<{ rec: Record<string, any> }>(); return [isOwn(rec), rec]; });
`;

const json = '{"__proto__":5,"x":{"__proto__":{"polluted":1}}}';
const value: unknown = JSON.parse(json);
const own = "true,true,false";

/** JSON text tells own keys; a comparison of objects might not. */
function resultText({ result }: RunDocument): string {
  return JSON.stringify(result);
}

describe("a parameter with a key __proto__", () => {
  test.for(["par", "threaded"] as const)("reaches the flow, its tasks and its workers as it is: %s", async (name, { project }) => {
    project.write("odd.ts", odd);
    const { exitCode, document } = await project.run(`odd.ts#${name}`, "--param", `o=${json}`);
    const expected = name === "par" ? [own, own, value] : [own, own, own];
    expect([exitCode, resultText(document)]).toEqual([0, JSON.stringify(expected)]);
    expect(JSON.stringify(document.flowRun?.parameters)).toBe(JSON.stringify({ o: value }));
  });

  test("comes from a file, and again with a retry and a rerun", async ({ project }) => {
    project.write("odd.ts", odd);
    project.write("p.json", `{"o":${json}}`);
    const { document: first } = await project.run("odd.ts#par", "--params", "p.json");
    const id = first.flowRun?.id ?? "";
    const { document: retried } = await project.json<RunDocument>("runs", "retry", id);
    const { document: rerun } = await project.json<RunDocument>("runs", "rerun", id, "--from", "look-0");
    expect([first, retried, rerun].map(resultText)).toEqual(Array(3).fill(JSON.stringify([own, own, value])));
  });

  test("is made what its type says", async ({ project }) => {
    project.write("odd.ts", odd);
    const { document } = await project.run("odd.ts#timed", "--param", 'o={"__proto__":"2026-01-31"}');
    expect(document.result).toEqual([own, true]);
  });
});

describe("a result with a key __proto__", () => {
  test("is given back by a resume as it was, and keeps it where a future beside it becomes its result", async ({ project }) => {
    project.write("odd.ts", odd);
    project.env["FAIL_ONCE"] = "1";
    const { document: failed } = await project.run("odd.ts#made", "--param", "fail=true");
    expect(failed.flowRun?.state.name).toBe("Failed");
    delete project.env["FAIL_ONCE"];
    const { document } = await project.json<RunDocument>("runs", "resume", failed.flowRun?.id ?? "");
    expect(resultText(document)).toBe(JSON.stringify([own, own, JSON.parse('{"__proto__":{"polluted":1},"x":1}')]));
    expect(document.taskRuns[0]?.state.name).toBe("Cached");
  });
});

test("a parameter that cannot be recorded is an error that names it, and nothing is run", async ({ project }) => {
  project.write("odd.ts", odd);
  project.write("p.json", `{"o":{"deep":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`);
  // One less is not.
  project.write("fits.json", `{"o":{"deep":${"[".repeat(999)}${"]".repeat(999)}}}`);
  expect((await project.run("odd.ts#par", "--params", "fits.json")).exitCode).toBe(0);
  const { exitCodes, error } = await project.refusal("run", "odd.ts#par", "--params", "p.json");
  expect([exitCodes, error.code, error.message]).toEqual([[2, 2], "MILLRACE_USAGE", "The parameter o cannot be recorded: it is nested more than 1000 deep."]);
  expect(project.runDirectories()).toHaveLength(1);
});

const input = `{"rec":${json}}`;

describe("an answer with a key __proto__", () => {
  const expected = JSON.stringify([own, value]);

  test("is taken by a run that waits", async ({ project }) => {
    const running = await startPaused(project);
    expect((await project.millrace("runs", "resume", basename(onlyRun(project)).slice(-36), "--input", input)).exitCode).toBe(0);
    expect(resultText(JSON.parse((await running.ended).stdout) as RunDocument)).toBe(expected);
  });

  test("is taken by the next process of a run that is suspended", async ({ project }) => {
    project.write("odd.ts", odd);
    expect((await project.millrace("run", "odd.ts#suspended")).exitCode).toBe(3);
    const { exitCode, document } = await project.json<RunDocument>("runs", "resume", basename(onlyRun(project)).slice(-36), "--input", input);
    expect([exitCode, resultText(document)]).toEqual([0, expected]);
  });
});

test("an answer that cannot be recorded is refused, and the run waits on", async ({ project }) => {
  const running = await startPaused(project);
  const id = basename(onlyRun(project)).slice(-36);
  const { exitCodes, error } = await project.refusal("runs", "resume", id, "--input", `{"rec":{"deep":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`);
  expect([exitCodes, error.code, error.message]).toEqual([[2, 2], "MILLRACE_INPUT_REFUSED", "The input cannot be recorded: it is nested more than 1000 deep"]);
  expect((await project.millrace("runs", "resume", id, "--input", input)).exitCode).toBe(0);
  await running.ended;
});

test("an answer goes on with a run whose request has a value that was not recorded: what the flow was called with is on record", async ({ project }) => {
  project.write("odd.ts", odd);
  await project.millrace("run", "odd.ts#suspended");
  const directory = onlyRun(project);
  const path = join(directory, "request.json");
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, "utf8")) as object), parameters: { o: { m: "{ … }" } } }));
  expect((await project.millrace("runs", "resume", basename(directory).slice(-36), "--input", input)).exitCode).toBe(0);
});

test("an answer that an earlier process left unrecorded is asked for again, with its reason told once", async ({ project }) => {
  project.write("odd.ts", odd);
  await project.millrace("run", "odd.ts#suspended");
  const directory = onlyRun(project);
  const id = basename(directory).slice(-36);
  putIntoInboxOnce(directory, { input: "answer-1", at: 1, flowRunId: id, key: "suspended-1-response", pause: "1", v: { m: "odd" } });
  const { document } = await project.json<RunDocument>("runs", "resume", id);
  expect(document.logs.map(({ message }) => message)).toContain("The answer to this pause is not used, and it is asked again: it was not recorded (odd)");
});

async function startPaused(project: Project): Promise<ReturnType<Project["start"]>> {
  project.write("odd.ts", odd);
  const running = project.start([command, "run", "odd.ts#paused", "--json"]);
  await until(() => (project.runDirectories().length > 0 && linesOf(join(onlyRun(project), "events.ndjson")).some((line) => line.includes('"Paused"')) ? true : undefined));
  return running;
}
