/** A rerun from a chosen task run: what runs again, what is reused, and that nothing of the new run needs the old one. */
import { rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { RunDocument, TaskRunDocument } from "../../core/protocol/run-document.ts";
import { linesOf, type Project, repository, test, until } from "./project.ts";

async function start(project: Project, flow: string, ...args: readonly string[]): Promise<RunDocument> {
  project.copy("reruns.ts");
  return (await project.run(`reruns.ts#${flow}`, ...args)).document;
}

async function rerun(project: Project, origin: RunDocument, ...args: readonly string[]): Promise<RunDocument> {
  const { document } = await project.json<RunDocument>("runs", "rerun", origin.flowRun?.id ?? "", ...args);
  return document;
}

/** What was called since the last look. */
function takeRan(project: Project): readonly string[] {
  const ran = linesOf(project.path("ran"));
  rmSync(project.path("ran"), { force: true });
  return ran;
}

/** Names of task runs with their last states, children's below their own. */
function statesOf({ taskRuns, childRuns }: RunDocument): readonly string[] {
  return [...taskRuns.map(({ name, state }) => `${name} ${state.name}`), ...childRuns.flatMap((child) => statesOf(child).map((line) => `  ${line}`))];
}

function taskRun({ taskRuns }: RunDocument, name: string): TaskRunDocument {
  const found = taskRuns.find((run) => run.name === name);
  if (found === undefined) throw new Error(`There is no task run ${name}.`);
  return found;
}

function deleteRun(project: Project, { flowRun }: RunDocument): void {
  const directory = project.runDirectories().find((each) => each.endsWith(flowRun?.id ?? "?"));
  if (directory === undefined) throw new Error("The run is not there.");
  rmSync(directory, { recursive: true });
}

describe("a rerun from a task run", () => {
  test("of one of several that were gathered runs what got them all", async ({ project }) => {
    const origin = await start(project, "gathered");
    const expected = [
      ["level-0", ["level 1", "sum"]],
      ["level-2", ["level 3", "sum"]],
      ["level-3", ["level 4", "keep", "sum"]],
      ["level-5", ["level 6", "sum"]],
    ] as const;
    for (const [from, ran] of expected) {
      takeRan(project);
      await rerun(project, origin, "--from", from);
      expect({ from, ran: takeRan(project) }).toEqual({ from, ran });
    }
  });

  test("runs it again and what depends on it, an edge of the code included, and reuses the rest", async ({ project }) => {
    const origin = await start(project, "steps");
    takeRan(project);
    const again = await rerun(project, origin, "--from", "count-0");
    expect({ ran: takeRan(project), states: statesOf(again), result: again.result }).toEqual({
      ran: ["count", "report"],
      states: ["load-0 Cached", "count-0 Completed", "other-0 Cached", "report-0 Completed"],
      result: origin.result,
    });
    const id = origin.flowRun?.id;
    expect({ of: again.flowRun?.rerunOf, from: again.flowRun?.rerunFrom, attempt: again.flowRun?.attempt }).toEqual({ of: id, from: [taskRun(origin, "count-0").id], attempt: 1 });
    expect([taskRun(again, "load-0").reusedFrom, taskRun(again, "load-0").why]).toEqual([
      taskRun(origin, "load-0").id,
      `Reused from ${origin.flowRun?.name}: load-0 completed there with the same inputs.`,
    ]);
    expect([origin.flowRun?.rerunOf, origin.flowRun?.rerunFrom]).toEqual([null, null]);
  });

  test("holds what it reuses itself: the origin may be deleted, and the rerun be run again", async ({ project }) => {
    const origin = await start(project, "steps");
    const again = await rerun(project, origin, "--from", "report-0");
    deleteRun(project, origin);
    takeRan(project);
    const shown = (await project.json<RunDocument>("runs", "show", again.flowRun?.id ?? "")).document;
    expect(taskRun(shown, "load-0").result).toEqual(taskRun(origin, "load-0").result);
    const third = await rerun(project, shown, "--from", "count-0");
    expect({ ran: takeRan(project), result: third.result, of: third.flowRun?.rerunOf }).toEqual({ ran: ["count", "report"], result: origin.result, of: again.flowRun?.id });
  });

  test("with another parameter runs what is called with it, and refuses names and values that do not fit", async ({ project }) => {
    const origin = await start(project, "steps");
    takeRan(project);
    const again = await rerun(project, origin, "--from", "report-0", "--param", "text=some");
    expect([takeRan(project), again.result, again.flowRun?.parameters]).toEqual([["report"], "some X 2000", { source: "a.csv", text: "some" }]);
    const whole = await rerun(project, origin, "--from", "report-0", "--param", "source=b.csv");
    expect([takeRan(project), taskRun(whole, "load-0").why]).toEqual([
      ["load b.csv", "count", "report"],
      `No call in ${origin.flowRun?.name} that is left to match had these inputs, so it runs.`,
    ]);
    const unknown = await project.refusal("runs", "rerun", origin.flowRun?.id ?? "", "--from", "report-0", "--param", "nothing=1");
    expect([unknown.exitCodes, unknown.error.message]).toEqual([[2, 2], "There is no parameter nothing: this flow takes source, text."]);
    const invalid = await project.json<RunDocument>("runs", "rerun", origin.flowRun?.id ?? "", "--from", "report-0", "--param", "source=[1]");
    expect([invalid.exitCode, invalid.document.flowRun?.state.name, takeRan(project)]).toEqual([1, "Failed", []]);
  });

  test("takes several, by id and by its start, and a task's name for all of its runs", async ({ project }) => {
    const origin = await start(project, "alike");
    const [, second] = origin.taskRuns.filter(({ task }) => task === "draw");
    takeRan(project);
    // Alike in all but their ordinal.
    const one = await rerun(project, origin, "--from", second?.id ?? "");
    expect([takeRan(project), statesOf(one)]).toEqual([
      ["draw a", "name"],
      ["draw-0 Cached", "draw-1 Completed", "draw-2 Cached", "name-0 Cached", "name-1 Completed", "name-2 Cached"],
    ]);
    await rerun(project, origin, "--from", "name");
    expect(takeRan(project)).toEqual(["name", "name", "name"]);
    await rerun(project, origin, "--from", "name-0", "--from", "draw-2");
    expect(takeRan(project)).toEqual(["draw a", "name", "name"]);
  });

  test("whose result is gone runs that again as well, and says why", async ({ project }) => {
    const origin = await start(project, "steps");
    const [directory] = project.runDirectories();
    const [file] = linesOf(join(directory ?? "", "events.ndjson")).flatMap((line) => /"f":"([^"]+)"/.exec(line)?.[1] ?? []);
    unlinkSync(join(directory ?? "", "results", file ?? ""));
    takeRan(project);
    await rerun(project, origin, "--from", "other-0");
    expect(takeRan(project)).toEqual(["load a.csv", "count", "other x", "report"]);
  });

  test("is refused for what is not there, for a run that goes on, and without a task run", async ({ project }) => {
    const origin = await start(project, "alike");
    const id = origin.flowRun?.id ?? "";
    const messages = [];
    for (const args of [["--from", "nothing"], [], ["--only-failed"], ["--from", id.slice(0, 8)]]) messages.push((await project.refusal("runs", "rerun", id, ...args)).error.message.replace(/: .*\.$/, ": …"));
    expect(messages).toEqual([
      `${origin.flowRun?.name} has no task run "nothing".`,
      `From which task run is ${origin.flowRun?.name} to run again?`,
      `Nothing of ${origin.flowRun?.name} is left to run again: …`,
      `"${id.slice(0, 8)}" means 6 task runs: …`,
    ]);
  });
});

describe("a rerun of what failed", () => {
  test("runs failed elements of a map again, alone, and what depends on them", async ({ project }) => {
    project.write("broken", "");
    const origin = await start(project, "mapped");
    expect(origin.flowRun?.state.name).toBe("Failed");
    takeRan(project);
    rmSync(project.path("broken"));
    const again = await rerun(project, origin, "--only-failed");
    expect([takeRan(project).toSorted(), again.result, again.flowRun?.rerunFrom]).toEqual([["square 3", "square 6", "sum"], 91, "failed"]);
    expect(statesOf(again).slice(0, 6)).toEqual(["square-0 Cached", "square-1 Cached", "square-2 Completed", "square-3 Cached", "square-4 Cached", "square-5 Completed"]);
    const narrowed = await rerun(project, origin, "--from", "square", "--only-failed");
    expect([takeRan(project).toSorted(), narrowed.flowRun?.rerunFrom]).toEqual([["square 3", "square 6", "sum"], ["square-2", "square-5"].map((each) => taskRun(origin, each).id)]);
  });

  test("undoes nothing that was committed, and runs again what was rolled back", async ({ project }) => {
    project.write("broken", "");
    const failed = await start(project, "trades");
    expect(takeRan(project)).toEqual(["book room", "pay room", "rolled back book"]);
    rmSync(project.path("broken"));
    const mended = await rerun(project, failed, "--only-failed");
    expect([takeRan(project), mended.result]).toEqual([["book room", "pay room", "committed book", "mail"], "room is paid"]);
    project.write("broken", "");
    const again = await rerun(project, mended, "--from", "pay-0");
    expect([takeRan(project), statesOf(again)]).toEqual([["pay room"], ["book-0 Cached", "pay-0 Failed"]]);
  });
});

describe("a rerun and calls inside of calls", () => {
  test("a child flow in which nothing runs again is reused as a whole", async ({ project }) => {
    const origin = await start(project, "families");
    takeRan(project);
    const again = await rerun(project, origin, "--from", taskRun(origin, "join-0").id);
    expect([takeRan(project), statesOf(again), again.result]).toEqual([["join"], ["child-0 Cached", "child-1 Cached", "join-0 Completed"], origin.result]);
    expect(again.childRuns.map(({ flowRun }) => flowRun?.states.map(({ name }) => name))).toEqual([["Pending", "Cached"], ["Pending", "Cached"]]);
  });

  test("one with a chosen task in it is called again, and reuses the rest of its own", async ({ project }) => {
    const origin = await start(project, "families");
    const inside = origin.childRuns[1]?.taskRuns.find(({ task }) => task === "second");
    takeRan(project);
    const again = await rerun(project, origin, "--from", inside?.id ?? "");
    expect([takeRan(project), statesOf(again), again.result]).toEqual([
      ["second r", "join"],
      ["child-0 Cached", "child-1 Completed", "join-0 Completed", "  first-1 Cached", "  second-1 Completed"].map((line) => line.replace("first-1", "first-0").replace("second-1", "second-0")),
      origin.result,
    ]);
  });

  test("a chosen child flow runs again with all that it calls", async ({ project }) => {
    const origin = await start(project, "families");
    takeRan(project);
    await rerun(project, origin, "--from", "child-0");
    expect(takeRan(project)).toEqual(["first l", "second l", "join"]);
  });

  test("a task that a task called", async ({ project }) => {
    const origin = await start(project, "nested");
    takeRan(project);
    const again = await rerun(project, origin, "--from", "inner-1");
    expect([takeRan(project), again.result]).toEqual([["outer 1", "inner 2"], origin.result]);
  });

  test("a generator gives its items from the record, those that are asked for in a resume included", async ({ project }) => {
    project.write("broken", "");
    const origin = await start(project, "streams");
    rmSync(project.path("broken"));
    takeRan(project);
    const whole = await rerun(project, origin, "--only-failed");
    // It was left early, and now more is asked for.
    expect([takeRan(project), whole.result]).toEqual([["consume 1", "produce p", "consume 2"], 3]);
    const again = await rerun(project, whole, "--from", "consume-1");
    expect([takeRan(project), again.result, taskRun(again, "produce-0").items?.count]).toEqual([["consume 2"], 3, 2]);
  });
});

test("a rerun that is killed and resumed goes on from its own record, and from the origin's where it had not come to", async ({ project }) => {
  const origin = await start(project, "mortal");
  takeRan(project);
  project.write("deadly", "");
  const killed = await rerun(project, origin, "--from", "kills-0");
  expect([killed.flowRun?.state.name, takeRan(project)]).toEqual(["Crashed", ["kills before"]]);
  rmSync(project.path("deadly"));
  deleteRun(project, origin);
  const resumed = (await project.json<RunDocument>("runs", "resume", killed.flowRun?.id ?? "")).document;
  expect([takeRan(project), resumed.result, statesOf(resumed)]).toEqual([
    ["kills before"],
    ["before", "behind", 2],
    ["costly-0 Cached", "kills-0 Completed", "costly-1 Cached"],
  ]);
  expect(taskRun(resumed, "costly-1").reusedFrom).toBe(taskRun(origin, "costly-1").id);
});

test("a run of a script is run again in part", async ({ project }) => {
  const file = project.copy("reruns.ts");
  project.write("script.ts", `import { alike } from "./reruns.ts";\nawait alike();\n`);
  expect((await project.node(join(repository, "node_modules", "tsx", "dist", "cli.mjs"), "script.ts")).exitCode).toBe(0);
  const [directory] = project.runDirectories();
  await until(() => (linesOf(join(directory ?? "", "events.ndjson")).at(-1)?.includes('"closed"') === true ? true : undefined));
  takeRan(project);
  const { document } = await project.json<RunDocument>("runs", "rerun", directory?.slice(-36) ?? "", "--from", "name-2");
  expect([takeRan(project), document.result, file]).toEqual([["name"], ["a", "a", "a"], file]);
});

describe("a rerun of what is cached", () => {
  async function startBills(project: Project): Promise<RunDocument> {
    project.write("price", "5");
    const origin = await start(project, "bills");
    takeRan(project);
    return origin;
  }

  test("calls the chosen task and all that depends on it, though the cache has their results", async ({ project }) => {
    const origin = await startBills(project);
    const again = await rerun(project, origin, "--from", "price-0");
    expect({ ran: takeRan(project), states: statesOf(again), why: taskRun(again, "price-0").why }).toEqual({
      ran: ["price apple", "tax", "bill 10"],
      states: ["price-0 Completed", "tax-0 Completed", "label-0 Cached", "bill-0 Completed"],
      why: `It was chosen to run again: price-0 of ${origin.flowRun?.name}.`,
    });
    await rerun(project, origin, "--from", "bill-0");
    expect(takeRan(project)).toEqual(["bill 10"]);
  });

  test("keeps the new results, for the runs that come then", async ({ project }) => {
    const origin = await startBills(project);
    project.write("price", "7");
    const again = await rerun(project, origin, "--from", "price-0");
    expect([takeRan(project), again.result]).toEqual([["price apple", "tax", "bill 14"], "total: 14"]);
    const next = await project.run("reruns.ts#bills");
    expect([takeRan(project), next.document.result]).toEqual([[], "total: 14"]);
    // What they are called with now is in the cache too, from the first run.
    project.write("price", "5");
    expect((await rerun(project, again, "--from", "price-0")).result).toBe("total: 10");
    expect(takeRan(project)).toEqual(["price apple", "tax", "bill 10"]);
  });
});

describe("a run that is resumed", () => {
  test("names what did not start by the name that its row has", async ({ project }) => {
    project.write("broken", "");
    const origin = await start(project, "totals");
    const { document } = await project.json<RunDocument>("runs", "resume", origin.flowRun?.id ?? "");
    const unstarted = document.taskRuns.filter(({ state }) => state.name === "NotReady");
    const names = unstarted.map(({ name: row }) => row);
    expect(names).toEqual(expect.arrayContaining(["total-1"]));
    expect(unstarted.map(({ state }) => state.message)).toEqual(names.map((row) => `${row} did not start: its upstream element-0 is Failed.`));
  });
});
