/** A cancel in every situation that a run may be in, with real processes: it ends, tells how, and leaves nothing behind. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { FlowRunDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { listProcesses } from "../../journal/process-table.ts";
import { command, linesOf, onlyRun, type Project, repository, type Running, test, until } from "./project.ts";

type How = "itself" | "left behind" | "worker ended" | "killed";

const messages: Readonly<Record<How, RegExp>> = {
  itself: /^The run was cancelled\. It stopped by itself\.$/,
  "left behind": /^The run was cancelled\. Its code did not stop within 5\.0s, so the run ended without it\.$/,
  "worker ended": /^The run was cancelled\. It stopped by itself, but for workers that had to be ended: \w+-0\.$/,
  killed: /^The run did not end within 10\.0s of the request to cancel it, and its process was killed$/,
};

interface Situation {
  readonly flow: string;
  readonly how: How;
  /** Task runs with their last states, those of children below them. */
  readonly tasks: readonly string[];
  readonly notes?: readonly string[];
}

const situations: readonly Situation[] = [
  { flow: "sleeping", how: "itself", tasks: ["quick-0 Completed", "sleeps-0 Cancelled"] },
  { flow: "flowSleeping", how: "itself", tasks: [] },
  { flow: "cleaning", how: "itself", tasks: ["cleansUp-0 Cancelled"], notes: ["onCancelled", "cleaned up"] },
  { flow: "ignoring", how: "left behind", tasks: ["ignores-0 Cancelled"] },
  { flow: "catching", how: "left behind", tasks: ["sleeps-0 Cancelled"] },
  { flow: "computing", how: "killed", tasks: ["computes-0 Cancelled"] },
  { flow: "queued", how: "itself", tasks: ["sleeps-0 Cancelled", "sleeps-1 Cancelled", "sleeps-2 Cancelled"] },
  { flow: "upstream", how: "itself", tasks: ["sleeps-0 Cancelled", "takes-0 Cancelled"] },
  { flow: "retrying", how: "itself", tasks: ["fails-0 Cancelled"] },
  { flow: "flowRetrying", how: "itself", tasks: [] },
  { flow: "family", how: "itself", tasks: ["quick-0 Completed", "child-0 Cancelled", "  grandchild-0 Cancelled", "    sleeps-0 Cancelled"], notes: ["onCancelled", "onCancelled", "onCancelled"] },
  { flow: "inThread", how: "itself", tasks: ["sleeps-0 Cancelled"] },
  { flow: "computingInThread", how: "worker ended", tasks: ["computes-0 Cancelled"] },
  { flow: "inProcess", how: "itself", tasks: ["sleeps-0 Cancelled"] },
  { flow: "computingInProcess", how: "worker ended", tasks: ["computes-0 Cancelled"] },
  { flow: "spawning", how: "itself", tasks: ["hasFamily-0 Cancelled"] },
  { flow: "spawningInProcess", how: "itself", tasks: ["hasFamily-0 Cancelled"] },
  { flow: "spawningAndIgnoring", how: "left behind", tasks: ["ignoresWithFamily-0 Cancelled"] },
  { flow: "spawningAndComputing", how: "killed", tasks: ["computesWithFamily-0 Cancelled"] },
  { flow: "hookThatHangs", how: "itself", tasks: ["sleeps-0 Cancelled"], notes: [] },
  { flow: "familyOfComputing", how: "killed", tasks: ["childThatComputes-0 Cancelled", "  computes-0 Cancelled"], notes: ["onCancelled", "onCancelled"] },
];

describe("a run of the command", () => {
  test.for(situations)("$flow: $how", async (situation, { project }) => {
    const running = start(project, situation.flow);
    const document = await cancel(project, running);
    expectCancelled(project, situation, document);
    expect((await running.ended).exitCode).toBe(1);
  });
});

describe("a run of a script, with no engine", () => {
  const ofScripts = situations.filter(({ flow }) => ["sleeping", "computing", "ignoring", "catching", "spawning", "spawningAndComputing", "computingInProcess", "familyOfComputing"].includes(flow));
  test.for(ofScripts)("$flow: $how", async (situation, { project }) => {
    const running = startScript(project, situation.flow);
    expectCancelled(project, situation, await cancel(project, running));
    // The process is the script's own, not the one of tsx around it: code that does not stop keeps it alive, without a run.
    endIfThere(pidOf(project));
    await running.ended;
  });

  test("that is stopped (SIGSTOP)", async ({ project }) => {
    const running = startScript(project, "sleeping");
    await whenThere(project, running);
    process.kill(pidOf(project), "SIGSTOP");
    const document = await cancel(project, running);
    expectCancelled(project, { flow: "sleeping", how: "killed", tasks: ["quick-0 Completed", "sleeps-0 Cancelled"] }, document);
    await running.ended;
  });

  test("the processes that it had started elsewhere go on", async ({ project }) => {
    project.copy("cancels.ts");
    project.write("script.ts", 'import { spawn } from "node:child_process";\nimport { sleeping } from "./cancels.ts";\nconst own = spawn("sleep", ["3600"]);\nconsole.log(own.pid);\nawait sleeping().catch(() => undefined);\nown.kill();\n');
    const running = project.start([tsx, "script.ts"]);
    await cancel(project, running);
    // It was there to be ended by the script.
    expect(await running.ended).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

test("a runner that is stopped (SIGSTOP)", async ({ project }) => {
  const running = start(project, "sleeping");
  await whenThere(project, running);
  process.kill(pidOf(project), "SIGSTOP");
  const document = await cancel(project, running);
  expectCancelled(project, { flow: "sleeping", how: "killed", tasks: ["quick-0 Completed", "sleeps-0 Cancelled"] }, document);
  await running.ended;
});

test("a run that has not been started, or whose process is gone", async ({ project }) => {
  const running = start(project, "sleeping");
  await whenThere(project, running);
  running.child.kill("SIGKILL");
  await running.ended;
  const directory = onlyRun(project);
  // As it is between the request and the runner's first breath.
  const request = JSON.parse(readFileSync(join(directory, "request.json"), "utf8")) as { id: string; name: string };
  await cancel(project, running);
  const id = "00000000-0000-4000-8000-000000000000";
  const fresh = directory.replace(request.id, id);
  project.write(fresh.slice(project.root.length + 1) + "/request.json", JSON.stringify({ ...request, id, name: "not-started", createdAt: Date.now() * 1_000 }));
  const { flowRun } = (await project.json<{ flowRun: FlowRunDocument }>("runs", "cancel", id)).document;
  expect([flowRun.states.map(({ name }) => name), flowRun.state.message]).toEqual([["Pending", "Cancelled"], "The run was cancelled; its process was gone by then"]);
});

test("two cancels at once, and a third behind them", async ({ project }) => {
  const running = start(project, "ignoring");
  await whenThere(project, running);
  const id = onlyRun(project).slice(-36);
  const answers = await Promise.all([1, 2].map(() => project.json<{ flowRun: FlowRunDocument }>("runs", "cancel", id)));
  expect(answers.map(({ document }) => document.flowRun.state.name)).toEqual(["Cancelled", "Cancelled"]);
  expect((await project.refusal("runs", "cancel", id)).error.message).toMatch(/cannot be cancelled: it is Cancelled\.$/);
  await running.ended;
});

test("a cancel whose own process is killed before it kills the run's is finished by whoever looks next", async ({ project }) => {
  const running = start(project, "sleeping");
  await whenThere(project, running);
  running.child.kill("SIGKILL");
  await running.ended;
  const directory = onlyRun(project);
  const owner = JSON.parse(readFileSync(join(directory, "owner.1"), "utf8")) as { readonly pid: number };
  // What is claimed first: by a process that is dead by now.
  writeFileSync(join(directory, "owner.2"), JSON.stringify({ ...owner, generation: 2, pid: running.child.pid, socket: null }));
  const { flowRun } = (await project.json<RunDocument>("runs", "show", directory.slice(-36))).document;
  expect([flowRun?.state.name, flowRun?.state.message]).toEqual(["Cancelled", "The run did not end when it was cancelled, and its process was killed"]);
  expect(listProcesses().some(({ pid }) => pid === owner.pid)).toBe(false);
});

test("a script that ends by a signal takes along what its run has started", async ({ project }) => {
  const running = startScript(project, "spawning");
  await whenThere(project, running);
  process.kill(pidOf(project), "SIGTERM");
  await running.ended;
  const family = linesOf(project.path("notes")).flatMap((line) => (line.startsWith("family") ? line.split(" ").slice(1).map(Number) : []));
  const alive = new Set(listProcesses().map(({ pid }) => pid));
  expect([family.length > 0, family.filter((pid) => alive.has(pid))]).toEqual([true, []]);
});

const tsx = join(repository, "node_modules", "tsx", "dist", "cli.mjs");

function start(project: Project, flow: string): Running {
  project.copy("cancels.ts");
  return project.start([command, "run", `cancels.ts#${flow}`, "--json"]);
}

function startScript(project: Project, flow: string): Running {
  project.copy("cancels.ts");
  writeFileSync(project.path("script.ts"), `import { ${flow} } from "./cancels.ts";\nawait ${flow}().catch(() => undefined);\n`);
  return project.start([tsx, "script.ts"]);
}

async function whenThere(project: Project, { child }: Running): Promise<void> {
  await until(() => {
    if (child.exitCode !== null) throw new Error("The run ended before it was there.");
    return linesOf(project.path("notes")).includes("there") ? true : undefined;
  });
}

test("Ctrl+C that is pressed again while a run is still being started leaves neither the run nor its process", async ({ project }) => {
  project.write("slow.js", 'import { writeFileSync } from "node:fs";\nwriteFileSync("loading", `${process.pid}`);\nsetInterval(() => undefined, 1_000);\nawait new Promise(() => undefined);\n');
  const running = project.start([command, "run", "slow.js"]);
  await until(() => (existsSync(project.path("loading")) && readFileSync(project.path("loading"), "utf8") !== "" ? true : undefined));
  const pressing = setInterval(() => running.child.kill("SIGINT"), 120);
  const { exitCode, stderr } = await running.ended;
  clearInterval(pressing);
  expect([exitCode, stderr, project.runDirectories()]).toEqual([130, "Interrupted before the run had begun.\n", []]);
  const pid = Number(readFileSync(project.path("loading"), "utf8"));
  await until(() => (listProcesses().some((each) => each.pid === pid) ? undefined : true));
});

function pidOf(project: Project): number {
  return (JSON.parse(readFileSync(join(onlyRun(project), "owner.1"), "utf8")) as { readonly pid: number }).pid;
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Once it is there. */
async function cancel(project: Project, running: Running): Promise<RunDocument> {
  await whenThere(project, running);
  const id = onlyRun(project).slice(-36);
  const { exitCode } = await project.millrace("runs", "cancel", id);
  expect(exitCode).toBe(0);
  return (await project.json<RunDocument>("runs", "show", id)).document;
}

function expectCancelled(project: Project, { how, tasks, notes = ["onCancelled"] }: Situation, document: RunDocument): void {
  expect(document.flowRun?.state).toMatchObject({ type: "CANCELLED", name: "Cancelled", message: expect.stringMatching(messages[how]) as string });
  expect(statesOf(document, "")).toEqual(tasks);
  const all = linesOf(project.path("notes"));
  expect(all.filter((line) => line !== "there" && !line.startsWith("family"))).toEqual(notes);
  const left = all.flatMap((line) => (line.startsWith("family") ? line.split(" ").slice(1).map(Number) : []));
  const alive = new Set(listProcesses().map(({ pid }) => pid));
  expect(left.filter((pid) => alive.has(pid))).toEqual([]);
}

function statesOf({ taskRuns, childRuns }: RunDocument, indent: string): readonly string[] {
  return taskRuns.flatMap(({ name, state, childFlowRunId }) => {
    const child = childRuns.find(({ flowRun }) => flowRun?.id === childFlowRunId);
    return [`${indent}${name} ${state.name}`, ...(child === undefined ? [] : statesOf(child, `${indent}  `))];
  });
}
