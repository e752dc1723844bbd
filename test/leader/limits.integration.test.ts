/** Limits between real processes: runs of the built command, the leader that they start, and what is left when one is killed. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import type { LimitDocument } from "../../core/protocol/shared-document.ts";
import { startLeader } from "../../journal/leader/start-leader.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";
import { command, isAlive, linesOf, type Project, test, until } from "../integration/project.ts";

/** A flow that holds the limit `db` while its gate is closed, and writes down when it is inside of it. */
const holding = `
import { appendFileSync, existsSync } from "node:fs";
import { concurrency, flow, task, tags } from "millrace";

const inside = async (name: string) => {
  appendFileSync("inside.log", "+ " + name + " " + process.pid + "\\n");
  while (!existsSync(name + ".open") && !existsSync("all.open")) await new Promise((resolve) => setTimeout(resolve, 2));
  appendFileSync("inside.log", "- " + name + " " + process.pid + "\\n");
};

export const hold = flow(async (name: string) => await concurrency("db", async () => await inside(name)));

const step = task({ tags: ["db"] }, async (n: number) => {
  appendFileSync("inside.log", "+ step\\n");
  await new Promise((resolve) => setTimeout(resolve, 5));
  appendFileSync("inside.log", "- step\\n");
  return n;
});
export const fan = flow(async (n: number) => (await step.map([...Array(n).keys()])).length);
`;

function prepare(project: Project): void {
  project.write("flows/hold.ts", holding);
}

function hold(project: Project, name: string): ReturnType<Project["start"]> {
  return project.start([command, "run", "flows/hold.ts#hold", "--param", `name=${JSON.stringify(name)}`, "--json"]);
}

/** The process of the run that is inside, by its name. */
async function whoIsInside(project: Project, name: string): Promise<number> {
  return await until(() => {
    const entered = linesOf(project.path("inside.log")).find((line) => line.startsWith(`+ ${name} `));
    return entered === undefined ? undefined : Number(entered.split(" ")[2]);
  });
}

/** The most that were inside at a time. */
function mostInside(project: Project): number {
  let now = 0;
  let most = 0;
  for (const line of linesOf(project.path("inside.log"))) {
    now += line.startsWith("+") ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

async function limits(project: Project): Promise<readonly LimitDocument[]> {
  return (await project.json<{ readonly limits: readonly LimitDocument[] }>("limits")).document.limits;
}

async function waitingFor(project: Project, count: number): Promise<LimitDocument> {
  for (;;) {
    const [limit] = await limits(project);
    if (limit?.waiting === count) return limit;
  }
}

function leaderOf(project: Project): { readonly pid: number; readonly generation: number } | null {
  const folder = project.path(".millrace", "engine");
  return existsSync(folder) ? readOwner(folder, "leader") : null;
}

test("two runs share a limit, and are never more than it says", async ({ project }) => {
  prepare(project);
  await project.millrace("limits", "set", "tag:db", "2");
  const runs = [1, 2].map(() => project.start([command, "run", "flows/hold.ts#fan", "--param", "n=20", "--json"]));
  const ended = await Promise.all(runs.map((run) => run.ended));
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(linesOf(project.path("inside.log"))).toHaveLength(80);
  expect(mostInside(project)).toBe(2);
  expect(await limits(project)).toMatchObject([{ name: "tag:db", active: 0, waiting: 0 }]);
});

test("a holder that is killed lets the next in at once", async ({ project }) => {
  prepare(project);
  await project.millrace("limits", "set", "db", "1");
  const first = hold(project, "first");
  const pid = await whoIsInside(project, "first");
  const second = hold(project, "second");
  const limit = await waitingFor(project, 1);
  expect([limit.active, limit.holders.map((holder) => holder.pid), limit.waiters.length]).toEqual([1, [pid], 1]);
  process.kill(pid, "SIGKILL");
  await whoIsInside(project, "second");
  project.write("all.open", "");
  expect([(await first.ended).exitCode, (await second.ended).exitCode]).toEqual([1, 0]);
});

test("when the leader is killed, nobody hangs and no slot is given twice", async ({ project }) => {
  prepare(project);
  await project.millrace("limits", "set", "db", "2");
  const names = ["a", "b", "c", "d", "e"];
  const runs = names.map((name) => hold(project, name));
  await until(() => (linesOf(project.path("inside.log")).length === 2 ? true : undefined));
  await waitingFor(project, 3);
  for (let round = 1; round <= 3; round += 1) {
    const leader = leaderOf(project);
    process.kill(leader?.pid ?? 0, "SIGKILL");
    await until(() => ((leaderOf(project)?.generation ?? 0) > (leader?.generation ?? 0) ? true : undefined));
    await waitingFor(project, 3);
  }
  project.write("all.open", "");
  expect((await Promise.all(runs.map((run) => run.ended))).map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
  expect(mostInside(project)).toBe(2);
  expect(linesOf(project.path("inside.log"))).toHaveLength(10);
});

test("a leader and a holder that are killed together leave nothing held", async ({ project }) => {
  prepare(project);
  await project.millrace("limits", "set", "db", "1");
  const first = hold(project, "first");
  const pid = await whoIsInside(project, "first");
  const second = hold(project, "second");
  await waitingFor(project, 1);
  process.kill(leaderOf(project)?.pid ?? 0, "SIGKILL");
  process.kill(pid, "SIGKILL");
  await whoIsInside(project, "second");
  project.write("all.open", "");
  await first.ended;
  expect((await second.ended).exitCode).toBe(0);
});

test("a waiting run is cancelled as any other", async ({ project }) => {
  prepare(project);
  await project.millrace("limits", "set", "db", "1");
  const first = hold(project, "first");
  await whoIsInside(project, "first");
  const second = hold(project, "second");
  const limit = await waitingFor(project, 1);
  const { document } = await project.json<{ readonly flowRun: { readonly state: { readonly name: string } } }>("runs", "cancel", limit.waiters[0]?.runId ?? "");
  expect(document.flowRun.state.name).toBe("Cancelled");
  await waitingFor(project, 0);
  project.write("all.open", "");
  expect([(await first.ended).exitCode, (await second.ended).exitCode]).toEqual([0, 1]);
});

test("a leader that is killed before it leads is started once more", async ({ project }) => {
  const entry = project.write("killed-once.mjs", `
    import { existsSync, writeFileSync } from "node:fs";
    if (!existsSync("${project.path("killed")}")) {
      writeFileSync("${project.path("killed")}", "");
      process.kill(process.pid, "SIGKILL");
    }
    await import("${pathToFileURL(command).href}");
  `);
  const { owner, socket } = await startLeader(project.path(".millrace"), 0, { node: process.execPath, entry, env: process.env }, systemClock);
  socket.destroy();
  process.kill(owner.pid, "SIGKILL");
  expect([existsSync(project.path("killed")), owner.generation]).toEqual([true, 1]);
});

test("a leader that was started for others ends by itself, and leaves no socket", async ({ project }) => {
  await project.millrace("limits", "set", "db", "1");
  const leader = leaderOf(project);
  const { socket } = readOwner(project.path(".millrace", "engine"), "leader") ?? {};
  expect(isAlive(leader?.pid ?? 0)).toBe(true);
  await until(() => (isAlive(leader?.pid ?? 0) ? undefined : true));
  expect(existsSync(socket ?? "")).toBe(false);
});

test("variables are shared by the command, by runs and by scripts", async ({ project }) => {
  project.write("flows/vars.ts", 'import { flow, Variable } from "millrace";\nexport const read = flow(async () => { await Variable.set("seen", true, { overwrite: true }); return await Variable.get("region"); });\n');
  project.write("script.mjs", 'import { Variable } from "millrace";\nconsole.log(await Variable.get("region"), await Variable.delete("seen"));\n');
  expect(await project.millrace("vars", "set", "region", "eu", "--tag", "prod")).toMatchObject({ exitCode: 0, stdout: "Set region\n" });
  expect((await project.run("flows/vars.ts")).document.result).toBe("eu");
  expect((await project.node("script.mjs")).stdout).toBe("eu true\n");
  expect(await project.millrace("vars", "set", "region", "us")).toMatchObject({ exitCode: 2 });
  expect(await project.millrace("vars", "set", "region", "-5", "--overwrite")).toMatchObject({ exitCode: 0 });
  expect((await project.millrace("vars", "get", "region")).stdout).toBe("-5\n");
  expect((await project.json("vars", "delete", "region")).document).toEqual({ deleted: "region" });
  expect((await project.refusal("vars", "delete", "region")).error.message).toBe('There is no variable "region".');
});
