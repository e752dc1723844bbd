/** A run that waits for a person, in a process of its own, and answered from another. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { command, linesOf, onlyRun, type Project, type Running, test, until } from "./project.ts";

const approval = `
import { flow, pause, task } from "millrace";
import { appendFileSync } from "node:fs";
const build = task(async () => { appendFileSync("built", "x\\n"); return 7; });
export const ship = flow(async () => {
  const built = await build();
  const { approved, note } = await pause<{ approved: boolean; note: string }>({ description: "Ship it?", initial: { note: "fine" } });
  return { built, approved, note };
});
`;

function idOf(project: Project): string {
  return (JSON.parse(readFileSync(join(onlyRun(project), "request.json"), "utf8")) as { id: string }).id;
}

function stateRecords(project: Project): readonly string[] {
  return linesOf(join(onlyRun(project), "events.ndjson")).filter((line) => line.includes('"name":"Paused"'));
}

/** Starts the flow and waits until it is paused for the nth time. */
async function startPaused(project: Project, ...args: readonly string[]): Promise<Running> {
  const running = project.start([command, ...args]);
  await until(() => (project.runDirectories().length > 0 && stateRecords(project).length > 0 ? true : undefined));
  return running;
}

describe("a paused run", () => {
  test("PA08 is answered from another process, goes on, and both commands follow it to its end", async ({ project }) => {
    project.write("ship.ts", approval);
    const running = await startPaused(project, "run", "ship.ts", "--json");
    const shown = await project.json<RunDocument>("runs", "show", idOf(project));
    expect(shown.document.flowRun?.pause).toEqual({
      number: 1,
      key: null,
      kind: "paused",
      schema: {
        type: "object",
        properties: { approved: { type: "boolean" }, note: { type: "string", default: "fine" } },
        required: ["approved"],
      },
      timeoutAt: expect.stringMatching(/^\d{4}-/),
      description: "Ship it?",
    });
    const answered = await project.json<RunDocument>("runs", "resume", idOf(project), "--input", '{"approved":true}');
    expect([answered.exitCode, answered.document.result]).toEqual([0, { built: 7, approved: true, note: "fine" }]);
    const { exitCode, stdout } = await running.ended;
    const document = JSON.parse(stdout) as RunDocument;
    expect([exitCode, document.flowRun?.states.map(({ name }) => name), document.flowRun?.attempt, document.flowRun?.pause]).toEqual([
      0,
      ["Pending", "Running", "Paused", "Running", "Completed"],
      1,
      null,
    ]);
  });

  test("PA09 refuses what does not fit and says why, and waits on", async ({ project }) => {
    project.write("ship.ts", approval);
    const running = await startPaused(project, "run", "ship.ts");
    const missing = await project.refusal("runs", "resume", idOf(project));
    expect([missing.exitCodes, missing.error.message]).toEqual([[2, 2], expect.stringContaining("'approved' is a required property")]);
    expect(missing.text).toContain("approved (a boolean)");
    const wrong = await project.refusal("runs", "resume", idOf(project), "--input", '{"approved":"not a bool!"}');
    expect([wrong.exitCodes, wrong.error.code, wrong.error.message]).toEqual([
      [2, 2],
      "MILLRACE_INPUT_REFUSED",
      "The input does not fit: approved: 'not a bool!' is not of type 'boolean'",
    ]);
    expect((await project.refusal("runs", "resume", idOf(project), "--input", "{approved")).exitCodes).toEqual([2, 2]);
    expect((await project.json<RunDocument>("runs", "show", idOf(project))).document.flowRun?.state.name).toBe("Paused");
    expect((await project.millrace("runs", "cancel", idOf(project))).exitCode).toBe(0);
    expect((await running.ended).exitCode).toBe(1);
  });

  test("says plainly that it waits, for what, until when, and how to answer", async ({ project }) => {
    project.write("ship.ts", approval);
    const running = await startPaused(project, "run", "ship.ts");
    const { stdout } = await project.millrace("runs", "show", idOf(project));
    expect(stdout).toMatch(/waits for a person, until (\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d/);
    expect(stdout).toContain(`millrace runs resume ${idOf(project).slice(0, 8)} --input '{"approved":true,"note":"fine"}'`);
    await project.millrace("runs", "resume", idOf(project), "--input", '{"approved":false}');
    expect((await running.ended).stdout).toContain("Ship it?");
  });

  test("is announced with a command that answers it, whatever tells what it wants", async ({ project }) => {
    project.write("ship.ts", approval);
    const running = project.start([command, "run", "ship.ts"]);
    let told = "";
    running.child.stdout?.on("data", (text: string) => (told += text));
    await until(() => (told.includes("millrace runs resume") ? true : undefined));
    expect(told).toContain(`millrace runs resume ${idOf(project).slice(0, 8)} --input '{"approved":true,"note":"fine"}'`);
    expect((await project.millrace("runs", "resume", idOf(project), "--input", '{"approved":true,"note":"fine"}')).exitCode).toBe(0);
    expect((await running.ended).exitCode).toBe(0);
  });

  test("beside another of the same run is shown with the id that answers it alone", async ({ project }) => {
    project.write(
      "both.ts",
      `import { flow, pause } from "millrace";
       const ask = flow(async (n: number) => [n, await pause<{ x: number }>()]);
       export const both = flow(async () => await Promise.all([ask(1), ask(2)]));`,
    );
    const running = project.start([command, "run", "both.ts#both"]);
    const isPaused = (run: number): boolean => stateRecords(project).some((line) => line.includes(`"run":${run},`));
    await until(() => (project.runDirectories().length > 0 && isPaused(1) && isPaused(2) ? true : undefined));
    const { stdout } = await project.millrace("runs", "show", idOf(project));
    const ids = [...stdout.matchAll(/millrace runs resume (\S+) --input '\{"x":0\}'/g)].map(([, id]) => id ?? "");
    expect(ids).toHaveLength(2);
    const answered = await Promise.all(ids.map(async (id, index) => await project.json<RunDocument>("runs", "resume", id, "--input", `{"x":${index}}`)));
    expect(answered.map(({ exitCode, document }) => [exitCode, document.result])).toEqual(Array(2).fill([0, [[1, { x: 0 }], [2, { x: 1 }]]]));
    expect((await running.ended).exitCode).toBe(0);
  });

  test("that is killed pauses again at the same place on resume, and an answer that was given holds", async ({ project }) => {
    project.write(
      "two.ts",
      `import { flow, pause } from "millrace";
       export const two = flow(async () => [await pause<number>(), await pause<string>({ key: "second" })]);`,
    );
    const running = project.start([command, "run", "two.ts"]);
    await until(() => (project.runDirectories().length > 0 && stateRecords(project).length === 1 ? true : undefined));
    const first = project.start([command, "runs", "resume", idOf(project), "--input", "1"]);
    await until(() => (stateRecords(project).length === 2 ? true : undefined));
    process.kill((JSON.parse(readFileSync(join(onlyRun(project), "owner.1"), "utf8")) as { pid: number }).pid, "SIGKILL");
    await Promise.all([running.ended, first.ended]);
    const refused = await project.refusal("runs", "resume", idOf(project), "--input", '"x"');
    expect(refused.exitCodes).toEqual([2, 2]);
    const resumed = project.start([command, "runs", "resume", idOf(project), "--json"]);
    await until(() => (stateRecords(project).length === 3 ? true : undefined));
    const answered = await project.json<RunDocument>("runs", "resume", idOf(project), "--input", '"x"');
    expect([answered.document.result, answered.document.flowRun?.attempt]).toEqual([[1, "x"], 2]);
    expect((await resumed.ended).exitCode).toBe(0);
  });

  test("of a script says that it waits, until when, and how to answer", async ({ project }) => {
    project.write("ship.ts", `${approval}await ship();\n`);
    const running = project.start(["--import", import.meta.resolve("tsx"), "ship.ts"]);
    await until(() => (project.runDirectories().length > 0 && stateRecords(project).length > 0 ? true : undefined));
    expect((await project.millrace("runs", "resume", idOf(project), "--input", '{"approved":true}')).exitCode).toBe(0);
    const { exitCode, stderr } = await running.ended;
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/waits for a person, until [^\n]*\d\d:\d\d:\d\d \([^\n]* from now\): Ship it\?\nIt goes on with: millrace runs resume /)]);
  });

  test("gets a bigint as it was given, and what a schema of a library makes of an answer", async ({ project }) => {
    project.write(
      "typed.ts",
      `import { flow, pause } from "millrace";
       import { z } from ${JSON.stringify(import.meta.resolve("zod"))};
       export const typed = flow(async () => {
         const { big } = await pause<{ big: bigint }>();
         const { n, mail } = await pause({ input: z.object({ n: z.coerce.number().int().max(5), mail: z.string().email() }) });
         return [String(big), n, mail];
       });`,
    );
    const running = await startPaused(project, "run", "typed.ts", "--json");
    const first = project.start([command, "runs", "resume", idOf(project), "--input", '{"big":"12345678901234567891"}']);
    await until(() => (stateRecords(project).length === 2 ? true : undefined));
    const refused = await project.millrace("runs", "resume", idOf(project), "--input", '{"n":6,"mail":"a@example.com"}');
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("n")]);
    expect(refused.stderr).toContain(`--input '{"n":0,"mail":"name@example.com"}'`);
    expect(refused.stderr).not.toContain("ignored in schema");
    expect((await project.millrace("runs", "resume", idOf(project), "--input", '{"n":"3","mail":"a@example.com"}')).exitCode).toBe(0);
    expect((JSON.parse((await running.ended).stdout) as RunDocument).result).toEqual(["12345678901234567891", 3, "a@example.com"]);
    expect((await first.ended).exitCode).toBe(0);
  });

  test("PA11 that nobody answers fails", async ({ project }) => {
    project.write("short.ts", `import { flow, pause } from "millrace"; export const short = flow(async () => await pause({ timeout: "20ms" }));`);
    const { exitCode, document } = await project.run("short.ts");
    expect([exitCode, document.flowRun?.state.name, document.flowRun?.state.message, document.error?.name]).toEqual([
      1,
      "Failed",
      "The flow was paused and never resumed.",
      "PausedTimeoutError",
    ]);
  });

  test("PA08 a run that has failed waits for no input", async ({ project }) => {
    project.write("bad.ts", `import { flow } from "millrace"; export const bad = flow(async () => { throw new Error("no"); });`);
    await project.run("bad.ts");
    const refused = await project.refusal("runs", "resume", idOf(project), "--input", "1");
    expect([refused.exitCodes, refused.error.message]).toEqual([[2, 2], expect.stringContaining("waits for no input")]);
    expect((await project.json<RunDocument>("runs", "show", idOf(project))).document.flowRun?.state.name).toBe("Failed");
  });
});

const suspending = `
import { flow, isMain, suspend, task } from "millrace";
import { appendFileSync } from "node:fs";
const build = task(async () => { appendFileSync("built", "x\\n"); return 7; });
const ask = task(async () => await suspend<number>({ key: "n" }));
export const ship = flow(async () => {
  const built = await build();
  const { approved } = await suspend<{ approved: boolean }>({ description: "Ship it?" });
  return { built, approved, n: await ask() };
});
if (isMain(import.meta)) await ship();
`;

describe("a suspended run", () => {
  test("PO22 ends its process, and another goes on with what it is given, doing nothing twice", async ({ project }) => {
    project.write("ship.ts", suspending);
    const first = await project.run("ship.ts");
    expect([first.exitCode, first.document.flowRun?.state.name, first.document.flowRun?.pause?.kind]).toEqual([3, "Suspended", "suspended"]);
    const refused = await project.refusal("runs", "resume", idOf(project), "--input", '{"approved":1}');
    expect([refused.exitCodes, refused.error.message]).toEqual([[2, 2], expect.stringContaining("1 is not of type 'boolean'")]);
    const second = await project.json<RunDocument>("runs", "resume", idOf(project), "--input", '{"approved":true}');
    expect([second.exitCode, second.document.taskRuns.map(({ state }) => state.name)]).toEqual([3, ["Cached", "Suspended"]]);
    // As after a restart of the machine: whoever owned it then cannot be asked any more.
    const owner = join(onlyRun(project), "owner.2");
    project.rewrite(owner, (text) => text.replace(/"bootId":"[^"]*"/, '"bootId":"another"'));
    const third = await project.json<RunDocument>("runs", "resume", idOf(project), "--input", "5");
    expect([third.exitCode, third.document.result, third.document.flowRun?.attempt]).toEqual([0, { built: 7, approved: true, n: 5 }, 3]);
    expect(third.document.flowRun?.states.map(({ name }) => name).slice(0, 7)).toEqual(["Pending", "Running", "Suspended", "Resuming", "Pending", "Running", "Suspended"]);
    expect(linesOf(project.path("built"))).toEqual(["x"]);
  });

  test("of a script is resumed by the command", async ({ project }) => {
    project.write("ship.ts", suspending);
    const script = await project.node("--import", import.meta.resolve("tsx"), "ship.ts");
    expect([script.exitCode, script.stderr]).toEqual([3, expect.stringContaining("millrace runs resume")]);
    const resumed = await project.json<RunDocument>("runs", "resume", idOf(project), "--input", '{"approved":false}');
    expect(resumed.document.taskRuns.map(({ state }) => state.name)).toEqual(["Cached", "Suspended"]);
  });

  test("that is cancelled ends at once, whoever owned it", async ({ project }) => {
    project.write("ship.ts", suspending);
    await project.run("ship.ts");
    project.rewrite(join(onlyRun(project), "owner.1"), (text) => text.replace(/"bootId":"[^"]*"/, '"bootId":"another"'));
    const { document } = await project.json<{ flowRun: RunDocument["flowRun"] }>("runs", "cancel", idOf(project));
    expect(document.flowRun?.states.map(({ name }) => name)).toEqual(["Pending", "Running", "Suspended", "Cancelled"]);
  });

  test("PA11 that is not resumed in time has failed for whoever looks next", async ({ project }) => {
    project.write(
      "short.ts",
      `import { appendFileSync } from "node:fs";
       import { flow, suspend } from "millrace";
       const onFailed = (_flow, _run, { message }) => appendFileSync("told", message + "\\n");
       const child = flow({ onFailed }, async () => { throw new Error("the child itself"); });
       export const short = flow({ onFailed, onCrashed: onFailed }, async () => { await child.returnState(); await suspend({ timeout: 1 }); });`,
    );
    const ran = await project.run("short.ts#short");
    expect(ran.exitCode).toBe(3);
    const late = await project.refusal("runs", "resume", idOf(project), "--input", "1");
    expect(late.exitCodes).toEqual([2, 2]);
    const { document } = await project.json<RunDocument>("runs", "show", idOf(project));
    expect([document.flowRun?.state.name, document.flowRun?.state.message, document.error?.name]).toEqual([
      "Failed",
      "The flow was suspended and never resumed.",
      "PausedTimeoutError",
    ]);
    // A fresh process tells the hook of that end, and none that has been told.
    const told = (): readonly string[] => (existsSync(project.path("told")) ? linesOf(project.path("told")) : []);
    await until(() => (told().length > 1 ? true : undefined));
    expect(told()).toEqual([expect.stringContaining("the child itself"), "The flow was suspended and never resumed."]);
  });
});

const gathering = `
import { flow, receiveInput, suspend } from "millrace";
import { appendFileSync } from "node:fs";
export const gather = flow(async (count: number) => {
  const got: unknown[] = [];
  for await (const value of receiveInput()) {
    got.push(value);
    appendFileSync("got", JSON.stringify(value) + "\\n");
    if (got.length === count) break;
  }
  return got;
});
export const later = flow(async () => {
  await suspend();
  const got: unknown[] = [];
  for await (const value of receiveInput({ timeout: 0 })) got.push(value);
  return got;
});
`;

const sender = `
import { sendInput } from "millrace";
const [id = "", ...values] = process.argv.slice(2);
for (const value of values) await sendInput(id, JSON.parse(value));
`;

describe("inputs from other processes", () => {
  test("PA12 are in the file before they are seen, and are given again in order after a kill", async ({ project }) => {
    project.write("gather.ts", gathering);
    project.write("send.mjs", sender);
    const running = project.start([command, "run", "gather.ts#gather", "--param", "count=3"]);
    await until(() => (project.runDirectories().length > 0 && linesOf(join(onlyRun(project), "events.ndjson")).some((line) => line.includes('"Running"')) ? true : undefined));
    expect(await project.node("send.mjs", idOf(project), "1", '{"n":2}')).toMatchObject({ exitCode: 0, stderr: "" });
    await until(() => (linesOf(project.path("got")).length === 2 ? true : undefined));
    process.kill((JSON.parse(readFileSync(join(onlyRun(project), "owner.1"), "utf8")) as { pid: number }).pid, "SIGKILL");
    await running.ended;
    const resumed = project.start([command, "runs", "resume", idOf(project), "--json"]);
    await until(() => (linesOf(project.path("got")).length === 4 ? true : undefined));
    await project.node("send.mjs", idOf(project), "3");
    expect((JSON.parse((await resumed.ended).stdout) as RunDocument).result).toEqual([1, { n: 2 }, 3]);
  });

  test("wait for a run that is suspended, and a run that has completed takes none", async ({ project }) => {
    project.write("gather.ts", gathering);
    project.write("send.mjs", sender);
    expect((await project.run("gather.ts#later")).exitCode).toBe(3);
    expect(await project.node("send.mjs", idOf(project), '"a"', '"b"')).toMatchObject({ exitCode: 0, stderr: "" });
    const { document } = await project.json<RunDocument>("runs", "resume", idOf(project));
    expect(document.result).toEqual(["a", "b"]);
    const late = await project.node("send.mjs", idOf(project), "1");
    expect([late.exitCode, late.stderr]).toEqual([1, expect.stringContaining("has completed, and receives nothing any more")]);
  });
});
