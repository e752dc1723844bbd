/** Transactions in a process that dies, or is told to stop, in the midst of them. */
import { existsSync, rmSync } from "node:fs";
import { expect } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { command, linesOf, onlyRun, type Project, test, until } from "./project.ts";

const diesInItsHook = `import { appendFileSync } from "node:fs";
import { flow, runtime, task, transaction } from "millrace";
const does = (what: string): void => appendFileSync("did", what + "\\n");
const undo = (): void => {
  does("undo debit");
  if (runtime.flowRun?.attempt === 1) process.kill(process.pid, "SIGKILL");
};
const debit = task({ onRollback: undo }, async function debit() { does("debit"); });
export const undone = flow(async () => await transaction(async () => {
  await debit();
  throw new Error("no");
}));
`;

test("a process that is killed between two tasks: a resume goes on, and commits both", async ({ project }) => {
  await killAt(project, "transfer", "hold");
  rmSync(project.path("hold"));
  const resumed = await resume(project);
  expect([resumed.flowRun?.state.name, resumed.result, did(project)]).toEqual(["Completed", "done", ["debit", "hold", "hold", "credit", "commit debit", "commit credit", "hold-later"]]);
  expect(states(resumed)).toEqual({ "debit-0": "Pending Running Completed Cached", "credit-0": "Pending Running Completed" });
});

test("and if the rest fails then, what the killed process did is undone, and a second resume does it again", async ({ project }) => {
  await killAt(project, "transfer", "hold");
  rmSync(project.path("hold"));
  project.write("refuse", "");
  const refused = await resume(project);
  expect([refused.flowRun?.state.name, did(project)]).toEqual(["Failed", ["debit", "hold", "hold", "undo debit"]]);
  expect(states(refused)).toEqual({ "debit-0": "Pending Running Completed Cached RolledBack", "credit-0": "Pending Running Failed" });
  rmSync(project.path("refuse"));
  const resumed = await resume(project);
  expect([resumed.flowRun?.state.name, did(project).slice(4)]).toEqual(["Completed", ["debit", "hold", "credit", "commit debit", "commit credit", "hold-later"]]);
  expect(states(resumed)).toMatchObject({ "debit-0": "Pending Running Completed Cached RolledBack Pending Rerunning Completed" });
});

test("a process that is killed behind a transaction: a resume neither commits it again nor undoes it", async ({ project }) => {
  await killAt(project, "transfer", "hold-later");
  rmSync(project.path("hold-later"));
  const resumed = await resume(project);
  expect([resumed.flowRun?.state.name, did(project)]).toEqual(["Completed", ["debit", "hold", "credit", "commit debit", "commit credit", "hold-later", "hold-later"]]);
});

test("a cancel in the midst of a transaction rolls it back", async ({ project }) => {
  const { ended } = await startUntil(project, "transfer", "hold");
  await project.millrace("runs", "cancel", idOf(project));
  await ended;
  const { document } = await project.json<RunDocument>("runs", "show", idOf(project));
  expect([document.flowRun?.state.name, did(project)]).toEqual(["Cancelled", ["debit", "hold", "undo debit"]]);
  expect(states(document)).toMatchObject({ "debit-0": "Pending Running Completed RolledBack" });
});

test("a process that dies in a rollback hook had recorded what it undoes: a resume makes it once more, and undoes that", async ({ project }) => {
  project.write("undone.ts", diesInItsHook);
  const died = await project.run("undone.ts#undone", "--name", "undone");
  expect([died.document.flowRun?.state.name, states(died.document)]).toEqual(["Crashed", { "debit-0": "Pending Running Completed RolledBack" }]);
  const resumed = await resume(project);
  expect([resumed.flowRun?.state.name, did(project)]).toEqual(["Failed", ["debit", "undo debit", "debit", "undo debit"]]);
});

test("a key that was locked by a process that was killed is free, and what it keeps is seen by the next run", async ({ project }) => {
  await killAt(project, "locked", "hold");
  rmSync(project.path("hold"));
  expect((await resume(project)).result).toBe("done");
  const next = await project.run("transfer.ts#locked");
  expect([next.document.flowRun?.state.name, next.document.result, did(project).filter((line) => line === "credit")]).toEqual(["Completed", "committed before", ["credit"]]);
});

test("two processes with one key: the second waits for the first, and finds it committed", async ({ project }) => {
  const first = await startUntil(project, "locked", "hold");
  const second = project.start([command, "run", "transfer.ts#locked", "--json"]);
  await until(() => (project.runDirectories().length === 2 ? true : undefined));
  rmSync(project.path("hold"));
  const results = [await first.ended, await second.ended].map(({ stdout }) => (JSON.parse(stdout) as RunDocument).result);
  expect([results, did(project).filter((line) => line === "debit")]).toEqual([["done", "committed before"], ["debit"]]);
});

async function startUntil(project: Project, flow: string, pause: string): Promise<ReturnType<Project["start"]>> {
  project.copy("transfer.ts");
  project.write(pause, "");
  const running = project.start([command, "run", `transfer.ts#${flow}`, "--json"]);
  await until(() => (did(project).includes(pause) ? true : undefined));
  return running;
}

async function killAt(project: Project, flow: string, pause: string): Promise<void> {
  const running = await startUntil(project, flow, pause);
  const owner = linesOf(`${onlyRun(project)}/events.ndjson`).map((line) => JSON.parse(line) as { readonly pid?: number }).find(({ pid }) => pid !== undefined);
  process.kill(owner?.pid ?? 0, "SIGKILL");
  await running.ended;
  expect(existsSync(project.path(pause))).toBe(true);
}

async function resume(project: Project): Promise<RunDocument> {
  return (await project.json<RunDocument>("runs", "resume", idOf(project))).document;
}

function idOf(project: Project): string {
  return onlyRun(project).slice(-36);
}

function did(project: Project): readonly string[] {
  return linesOf(project.path("did"));
}

function states(run: RunDocument): Readonly<Record<string, string>> {
  const moved = run.taskRuns.filter(({ task }) => task !== "pause");
  return Object.fromEntries(moved.map((task) => [task.name, task.states.map(({ name }) => name).join(" ")]));
}
