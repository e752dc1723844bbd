import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, vi } from "vitest";
import { Completed, Crashed, Failed, flow, sleep, task } from "../../sdk/index.ts";
import { flowRunNow, microseconds, onlyChild, stateNames, taskRunNamed, taskRunNow, taskStates, test, thrownBy } from "./support.ts";

describe("Task engine: basics", () => {
  test("TE01 a task that is awaited gives its value and ends Completed", async ({ engine }) => {
    const run = await engine.run(task(async () => 42));
    expect([run.result, run.state.type, run.state.name]).toEqual([42, "COMPLETED", "Completed"]);
  });

  test("TE02 a task gets the arguments of its call", async ({ engine }) => {
    const pair = task(async (x: number, y = "anna") => [x, y]);
    const run = await engine.run(flow(async () => await pair(42, "nate")));
    expect(run.result).toEqual([42, "nate"]);
  });

  test("TE05 a task that succeeds at once is Pending, Running, Completed", async ({ engine }) => {
    const once = task({ name: "once" }, async () => 1);
    const run = await engine.run(flow(async () => await once()));
    expect(taskStates(run)).toEqual([["once-0", ["Pending", "Running", "Completed"]]]);
  });

  test("TE06 the caller of a task gets the very error that it throws", async ({ engine }) => {
    const thrown = new RangeError("xyz");
    const failing = task({ name: "failing" }, async () => {
      throw thrown;
    });
    const run = await engine.run(flow(async () => (await thrownBy(() => failing())) === thrown));
    expect([run.result, taskRunNamed(run, "failing-0").state.type]).toEqual([true, "FAILED"]);
  });

  test("TE08 a call for the state gives the state, with the result in it", async ({ engine }) => {
    const answer = task(async () => 42);
    const run = await engine.run(
      flow(async () => {
        const state = await answer.returnState();
        return [state.type, await state.result()];
      }),
    );
    expect(run.result).toEqual(["COMPLETED", 42]);
  });

  test("TE09 a task run belongs to the flow run that it is called in", async ({ engine }) => {
    const inside = task({ name: "inside" }, async () => flowRunNow().id);
    const run = await engine.run(flow(async () => await inside()));
    expect([taskRunNamed(run, "inside-0").flowRunId, run.result]).toEqual([run.flowRun?.id, run.flowRun?.id]);
  });

  test("TE10 a task that is called in a task has it as its parent", async ({ engine }) => {
    const inner = task({ name: "inner" }, async () => 1);
    const outer = task({ name: "outer" }, async () => await inner());
    const run = await engine.run(flow(async () => await outer()));
    const parent = taskRunNamed(run, "outer-0");
    expect([taskRunNamed(run, "inner-0").parentTaskRunId, parent.inputs, parent.dependsOn]).toEqual([parent.id, {}, []]);
  });

  test("TE11 each of three nested tasks has the one around it as its parent", async ({ engine }) => {
    const level3 = task({ name: "level3" }, async () => 3);
    const level2 = task({ name: "level2" }, async () => await level3());
    const level1 = task({ name: "level1" }, async () => await level2());
    const run = await engine.run(flow(async () => await level1()));
    const nameOf = (id: string | null) => run.taskRuns.find((taskRun) => taskRun.id === id)?.name;
    expect(run.taskRuns.map((taskRun) => [taskRun.name, nameOf(taskRun.parentTaskRunId)])).toEqual([
      ["level1-0", undefined],
      ["level2-0", "level1-0"],
      ["level3-0", "level2-0"],
    ]);
  });

  test("TE13 a task in a child flow has no parent task, though a task called the child flow", async ({ engine }) => {
    const innermost = task({ name: "innermost" }, async () => 1);
    const child = flow({ name: "child" }, async () => await innermost());
    const caller = task({ name: "caller" }, async () => await child());
    const run = await engine.run(flow(async () => await caller()));
    expect(onlyChild(run).taskRuns.map((taskRun) => [taskRun.name, taskRun.parentTaskRunId])).toEqual([["innermost-0", null]]);
  });

  test("TE14 timestamps within a run increase though the clock stands still", async ({ engine }) => {
    const instant = task({ name: "instant" }, async () => 1);
    const run = await engine.run(flow(async () => await instant()));
    const { states } = taskRunNamed(run, "instant-0");
    const times = states.map((state) => microseconds(state.timestamp));
    expect([states.map((state) => state.name), times.map((time, index) => index === 0 || time > (times[index - 1] ?? time))]).toEqual([
      ["Pending", "Running", "Completed"],
      [true, true, true],
    ]);
  });

  test("TE19 a task run that failed, timed out or crashed ends with its last state", async ({ engine }) => {
    const fails = task({ name: "fails" }, async () => {
      throw new Error("no");
    });
    const timesOut = task({ name: "timesOut", timeout: "1s" }, async () => await sleep("1h"));
    const crashes = task({ name: "crashes" }, async () => Crashed({ message: "gone" }));
    const run = await engine.run(
      flow(async () => {
        await fails.returnState();
        await timesOut.returnState();
        await crashes.returnState();
      }),
    );
    expect(run.taskRuns.map(({ state, endTime }) => [state.name, endTime === state.timestamp])).toEqual([
      ["Failed", true],
      ["TimedOut", true],
      ["Crashed", true],
    ]);
  });

  test("TE21 the run time counts all attempts", async ({ engine }) => {
    const slow = task({ name: "slow", retries: 1, retryDelay: "1h" }, async () => {
      await sleep("1s");
      if (taskRunNow().attempt === 1) throw new Error("once more");
    });
    const run = await engine.run(flow(async () => await slow()));
    expect(Math.round(taskRunNamed(run, "slow-0").totalRunTimeMs)).toBe(2_000);
  });

  test("TE23 a final state names its task run and flow run", async ({ engine }) => {
    const answer = task({ name: "answer" }, async () => 42);
    const run = await engine.run(
      flow(async () => {
        const state = await answer.returnState();
        return [state.taskRunId, state.flowRunId, state.type, state.name];
      }),
    );
    const { id, state } = taskRunNamed(run, "answer-0");
    expect(run.result).toEqual([id, run.flowRun?.id, state.type, state.name]);
  });
});

describe("Task engine: neighbours", () => {
  test("a task that returns a state it built ends in that state", async ({ engine }) => {
    const skips = task({ name: "skips" }, async () => Completed({ name: "Skipped", data: "nothing new", message: "up to date" }));
    const run = await engine.run(flow(async () => await skips()));
    const { state } = taskRunNamed(run, "skips-0");
    expect([run.result, state.type, state.name, state.message]).toEqual(["nothing new", "COMPLETED", "Skipped", "up to date"]);
  });

  test("a task that returns a Failed with a message alone throws it as FailedRunError", async ({ engine }) => {
    const refuses = task(async () => Failed({ message: "nothing to do" }));
    const run = await engine.run(
      flow(async () => {
        const error = await thrownBy(() => refuses());
        return [error.name, error.message];
      }),
    );
    expect(run.result).toEqual(["FailedRunError", "nothing to do"]);
  });

  test("a synchronous function is a task like any other", async ({ engine }) => {
    const double = task((x: number) => x * 2);
    const run = await engine.run(flow(async () => await double(21)));
    expect(run.result).toBe(42);
  });

  test("the call of a task gives a future at once", async ({ engine }) => {
    const answer = task({ name: "answer" }, async () => 42);
    const run = await engine.run(
      flow(async () => {
        const future = answer();
        const before = future.state.isFinal();
        await future;
        return [before, future.state.name, future.taskRunId];
      }),
    );
    expect(run.result).toEqual([false, "Completed", taskRunNamed(run, "answer-0").id]);
  });

  test("a run is named after its task and counted from 0", async ({ engine }) => {
    const hop = task({ name: "hop" }, async () => 1);
    const skip = task({ name: "skip" }, async () => 1);
    const run = await engine.run(
      flow(async () => {
        await hop();
        await skip();
        await hop();
      }),
    );
    expect(run.taskRuns.map((taskRun) => taskRun.name)).toEqual(["hop-0", "skip-0", "hop-1"]);
  });

  test("a task without a name is named by its function, its variable, or its place", async ({ engine }) => {
    const variable = task(async () => 1);
    const named = task(async function own() {
      return 1;
    });
    const tasks = [task(async () => 1)];
    const run = await engine.run(
      flow(async () => {
        await named();
        await variable();
        for (const anonymous of tasks) await anonymous();
      }),
    );
    expect(run.taskRuns.map((taskRun) => taskRun.task.replace(/:\d+$/, ":<line>"))).toEqual(["own", "variable", "task-engine.test.ts:<line>"]);
  });

  test("a template names a run by its parameters", async ({ engine }) => {
    const get = task({ taskRunName: "get {repo} {page}" }, async (repo: string, page = 1) => `${repo}${page}`);
    const run = await engine.run(flow(async () => await get("a/b")));
    expect(run.taskRuns.map((taskRun) => taskRun.name)).toEqual(["get a/b 1"]);
  });

  test("a function names a run by its parameters", async ({ engine }) => {
    const get = task({ taskRunName: ({ repo }) => `get ${String(repo)}!` }, async (repo: string) => repo);
    const run = await engine.run(flow(async () => await get("a/b")));
    expect(run.taskRuns.map((taskRun) => taskRun.name)).toEqual(["get a/b!"]);
  });

  test("a name function that throws fails the run, whose function is not called", async ({ engine }) => {
    let calls = 0;
    const taskRunName = () => {
      throw new RangeError("no name");
    };
    const nameless = task({ taskRunName }, async () => {
      calls += 1;
    });
    const run = await engine.run(flow(async () => await nameless()));
    expect([run.error?.message, run.taskRuns.map((taskRun) => taskRun.state.type), calls]).toEqual(["no name", ["FAILED"], 0]);
  });

  test("inputs are recorded by parameter name, with literal defaults", async ({ engine }) => {
    const many = task({ name: "many" }, async (a: number, { b }: { b: string }, c = "see", ...rest: number[]) => [a, b, c, rest]);
    const run = await engine.run(flow(async () => await many(1, { b: "two" })));
    expect(taskRunNamed(run, "many-0").inputs).toMatchObject({ a: 1, arg1: { b: "two" }, c: "see" });
  });

  test("a default that is no literal is recorded as its source text", async ({ engine }) => {
    const stamped = task({ name: "stamped" }, async (at = Math.max(1, 2)) => at);
    const run = await engine.run(flow(async () => await stamped()));
    expect([run.result, taskRunNamed(run, "stamped-0").inputs]).toEqual([2, { at: { $default: "Math.max(1, 2)" } }]);
  });

  test("the bare function of a task is no run", async ({ engine }) => {
    const answer = task(async () => 42);
    const run = await engine.run(flow(async () => await answer.fn()));
    expect([run.result, run.taskRuns]).toEqual([42, []]);
  });

  test("with gives a copy with some options replaced", async ({ engine }) => {
    const get = task({ name: "get", tags: ["net"] }, async () => 1);
    const gently = get.with({ name: "get gently" });
    const run = await engine.run(
      flow(async () => {
        await get();
        await gently();
      }),
    );
    expect(run.taskRuns.map((taskRun) => [taskRun.task, taskRun.tags])).toEqual([
      ["get", ["net"]],
      ["get gently", ["net"]],
    ]);
  });

  test("the run that is under way tells about itself", async ({ engine }) => {
    const about = task({ name: "about", tags: ["b", "a"] }, async (x: number) => {
      const { id, name, parameters, attempt, tags, state } = taskRunNow();
      return { id, name, parameters, attempt, tags: [...(tags ?? [])].sort(), state: state?.name, x };
    });
    const run = await engine.run(flow(async () => await about(7)));
    const { id } = taskRunNamed(run, "about-0");
    expect(run.result).toEqual({ id, name: "about-0", parameters: { x: 7 }, attempt: 1, tags: ["a", "b"], state: "Running", x: 7 });
  });

  test("a call and a definition know their place in the code", async ({ engine }) => {
    const placed = task({ name: "placed" }, async () => 1);
    const run = await engine.run(flow(async () => await placed()));
    const { definition, callSite } = taskRunNamed(run, "placed-0");
    const source = await readFile(new URL(import.meta.url), "utf8");
    const placeOf = (text: string) => {
      const before = source.slice(0, source.indexOf(text)).split("\n");
      return `test/conformance/task-engine.test.ts:${before.length}:${(before.at(-1) ?? "").length + 1}`;
    };
    expect([definition, callSite]).toEqual([placeOf('task({ name: "placed" }'), placeOf("placed()));")]);
  });

  test("a value that cannot be serialised never fails the run", async ({ engine }) => {
    const make = task({ name: "make" }, async () => () => 42);
    const run = await engine.run(
      flow(async () => {
        const made = await make();
        return made();
      }),
    );
    expect([run.result, taskRunNamed(run, "make-0").state.name, "result" in taskRunNamed(run, "make-0")]).toEqual([42, "Completed", false]);
  });

  test("tasks in a Promise.all run side by side", async ({ engine }) => {
    const nap = task({ name: "nap" }, async (name: string) => {
      await sleep("1s");
      return name;
    });
    const run = await engine.run(flow(async () => await Promise.all([nap("a"), nap("b"), nap("c")])));
    const total = Math.round(run.flowRun?.totalRunTimeMs ?? 0);
    expect([run.result, total]).toEqual([["a", "b", "c"], 1_000]);
  });

  test("a task alone in the test engine has no flow run", async ({ engine }) => {
    const run = await engine.run(task({ name: "alone" }, async (x: number) => x + 1), 1);
    expect([run.result, run.flowRun, run.taskRuns.map(stateNames)]).toEqual([2, null, [["Pending", "Running", "Completed"]]]);
  });

  test("a call outside of any run, in a test, gives its result and keeps nothing", async ({ engine }) => {
    const home = await mkdtemp(join(tmpdir(), "millrace-"));
    vi.stubEnv("MILLRACE_HOME", home);
    const add = task(async (x: number, y: number) => x + y);
    const total = flow(async (x: number) => await add(x, 1));
    const results = [await add(1, 2), await total(1), (await total.returnState(2)).name, (await engine.run(total, 3)).result];
    vi.unstubAllEnvs();
    const kept = await readdir(home);
    await rm(home, { recursive: true });
    expect([results, kept]).toEqual([[3, 2, "Completed", 4], []]);
  });

  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ["an unknown option", { retrys: 3 }, /no option "retrys"/],
    ["a negative count", { retries: -1 }, /"retries" is -1, expected a whole number ≥ 0/],
    ["a duration without a unit", { timeout: "soon" }, /"timeout" is "soon", expected .*"250ms"/],
    ["tags that are a text", { tags: "net" }, /"tags" is "net", expected an array/],
    ["an empty name", { name: "" }, /"name" is "", expected a text/],
    ["a run name that is a number", { taskRunName: 3 }, /"taskRunName" is 3, expected/],
    ["a switch that is a text", { logPrints: "yes" }, /"logPrints" is "yes", expected true or false/],
  ];
  test.for(refusals)("%s is a DefinitionError that names the option, what was given and what is allowed", async ([, options, message]) => {
    const error = await thrownBy(() => task(options, async () => 1));
    expect([error.name, error.message]).toEqual(["DefinitionError", expect.stringMatching(message)]);
  });

  test("a task without a function is a DefinitionError", async () => {
    const error = await thrownBy(() => Reflect.apply(task, undefined, [{ retries: 1 }]));
    expect(error.name).toBe("DefinitionError");
  });
});
