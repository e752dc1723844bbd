import { describe, expect } from "vitest";
import { exponentialBackoff, Failed, flow, sleep, task } from "../../sdk/index.ts";
import { createTestEngine } from "../../testing/index.ts";
import { logged, microseconds, stateNames, taskRunNamed, taskRunNow, taskStates, test, thrownBy, timeIn, untyped } from "./support.ts";

/** Fails until it has been called `failures` times. */
function failing(failures: number): { readonly fn: () => Promise<string>; readonly calls: () => number } {
  let calls = 0;
  const fn = async () => {
    calls += 1;
    if (calls <= failures) throw new Error(`failure ${calls}`);
    return "done";
  };
  return { fn, calls: () => calls };
}

describe("Task retries", () => {
  test("TR03 a task that succeeds on its second attempt is not tried again", async ({ engine }) => {
    const flaky = failing(1);
    const get = task({ name: "get", retries: 3 }, flaky.fn);
    const run = await engine.run(flow(async () => await get()));
    expect([run.result, flaky.calls(), taskStates(run)]).toEqual([
      "done",
      2,
      [["get-0", ["Pending", "Running", "Retrying", "Completed"]]],
    ]);
  });

  test("TR04 a delay between attempts shows AwaitingRetry", async ({ engine }) => {
    const get = task({ name: "get", retries: 3, retryDelay: "1s" }, failing(9).fn);
    const run = await engine.run(flow(async () => await get()));
    const taskRun = taskRunNamed(run, "get-0");
    expect([stateNames(taskRun), timeIn(taskRun, "AwaitingRetry")]).toEqual([
      ["Pending", "Running", "AwaitingRetry", "Retrying", "AwaitingRetry", "Retrying", "AwaitingRetry", "Retrying", "Failed"],
      [1_000, 1_000, 1_000],
    ]);
  });

  test("TR06 the last delay of a list repeats", async ({ engine }) => {
    const get = task({ name: "get", retries: 3, retryDelay: ["1s", "2s"] }, failing(9).fn);
    const run = await engine.run(flow(async () => await get()));
    expect(timeIn(taskRunNamed(run, "get-0"), "AwaitingRetry")).toEqual([1_000, 2_000, 2_000]);
  });

  test("TR07 retryIf is asked with the error, the attempt and the failed state", async ({ engine }) => {
    const asked: unknown[] = [];
    const get = task(
      {
        name: "get",
        retries: 3,
        retryIf: async (error, { attempt, state }) => {
          asked.push([state.type, attempt, (await thrownBy(() => state.result())) === error]);
          return true;
        },
      },
      failing(1).fn,
    );
    const run = await engine.run(flow(async () => await get()));
    expect([asked, taskRunNamed(run, "get-0").attempt, run.state.type]).toEqual([[["FAILED", 1, true]], 2, "COMPLETED"]);
  });

  test("TR08 each attempt sees its state, its number and a later start", async ({ engine }) => {
    const seen: { name: string | undefined; attempt: number | null; at: number }[] = [];
    const get = task({ retries: 3 }, async () => {
      const { state, attempt } = taskRunNow();
      seen.push({ name: state?.name, attempt: attempt ?? null, at: microseconds(state?.timestamp ?? "") });
      throw new Error("no");
    });
    await engine.run(flow(async () => await get()));
    expect(seen.map(({ name, attempt, at }, index) => [name, attempt, at > (seen[index - 1]?.at ?? 0)])).toEqual([
      ["Running", 1, true],
      ["Retrying", 2, true],
      ["Retrying", 3, true],
      ["Retrying", 4, true],
    ]);
  });

  test("TR09 a Failed that a task returns is retried like a throw", async ({ engine }) => {
    let calls = 0;
    const get = task({ name: "get", retries: 3 }, async () => {
      calls += 1;
      return calls === 1 ? Failed({ message: "not yet" }) : true;
    });
    const run = await engine.run(flow(async () => await get()));
    expect([run.result, taskStates(run)]).toEqual([true, [["get-0", ["Pending", "Running", "Retrying", "Completed"]]]]);
  });

  test("TR10 a task that does not say has the retries of its surroundings", async () => {
    const engine = await createTestEngine({ taskRetries: 1 });
    const flaky = failing(1);
    const silent = await engine.run(task(flaky.fn));
    const strict = await engine.run(task({ retries: 0 }, failing(1).fn));
    await engine.close();
    expect([silent.result, flaky.calls(), strict.state.name]).toEqual(["done", 2, "Failed"]);
  });

  test("TR13 a list of 51 delays is refused at definition", async () => {
    const delays = Array.from({ length: 51 }, () => 1);
    const error = await thrownBy(() => task({ retries: 51, retryDelay: delays }, async () => 1));
    expect([error.name, error.message]).toEqual(["DefinitionError", expect.stringMatching(/"retryDelay" .*51.*Can not configure more than 50/)]);
  });

  test("TR14 a jitter below 0 is refused at definition", async () => {
    const error = await thrownBy(() => task({ retryJitter: -10 }, async () => 1));
    expect([error.name, error.message]).toEqual(["DefinitionError", expect.stringMatching(/"retryJitter" is -10, expected .*≥ 0/)]);
  });

  test("TR17 an exponential backoff of 10 s waits 10, 20 and 40 s", async ({ engine }) => {
    const get = task({ name: "get", retries: 3, retryDelay: exponentialBackoff({ base: "10s" }) }, failing(9).fn);
    const run = await engine.run(flow(async () => await get()));
    expect(timeIn(taskRunNamed(run, "get-0"), "AwaitingRetry")).toEqual([10_000, 20_000, 40_000]);
  });

  test("TR19 a task that catches the state of a retried task runs once", async ({ engine }) => {
    const never = failing(9);
    let outerCalls = 0;
    const inner = task({ retries: 1 }, never.fn);
    const outer = task({ name: "outer" }, async () => {
      outerCalls += 1;
      return await inner.returnState();
    });
    const run = await engine.run(flow(async () => (await outer.returnState()).name));
    expect([never.calls(), outerCalls, run.result]).toEqual([2, 1, "Failed"]);
  });

  test("TR20 retries of nested tasks multiply", async ({ engine }) => {
    const never = failing(9);
    const inner = task({ name: "inner", retries: 1 }, never.fn);
    const outer = task({ name: "outer", retries: 1 }, async () => await inner());
    const run = await engine.run(flow(async () => await outer.returnState()));
    expect([never.calls(), taskRunNamed(run, "outer-0").state.name]).toEqual([4, "Failed"]);
  });

  test("TR21 a function that names the run is asked once for all attempts", async ({ engine }) => {
    const never = failing(9);
    let asked = 0;
    const taskRunName = () => {
      asked += 1;
      return "named";
    };
    const get = task({ taskRunName, retries: 3 }, never.fn);
    const run = await engine.run(flow(async () => await get()));
    expect([never.calls(), asked, run.taskRuns.map((taskRun) => taskRun.name)]).toEqual([4, 1, ["named"]]);
  });
});

describe("Task retries: neighbours", () => {
  test("retryIf that says no ends the run as Failed at once", async ({ engine }) => {
    const never = failing(9);
    const get = task({ name: "get", retries: 3, retryIf: () => false }, never.fn);
    const run = await engine.run(flow(async () => await get()));
    expect([never.calls(), taskStates(run)]).toEqual([1, [["get-0", ["Pending", "Running", "Failed"]]]]);
  });

  test("retryIf that throws ends the run as Failed with the error of the task", async ({ engine }) => {
    const retryIf = () => {
      throw new TypeError("broken condition");
    };
    const get = task({ name: "get", retries: 3, retryIf }, failing(9).fn);
    const run = await engine.run(flow(async () => await get()));
    const { states, error } = taskRunNamed(run, "get-0");
    expect([states.map((state) => state.name), error?.message]).toEqual([["Pending", "Running", "Failed"], "failure 1"]);
  });

  test("retryIf is not asked when no retry is left", async ({ engine }) => {
    const asked: number[] = [];
    const retryIf = (_error: unknown, { attempt }: { attempt: number }) => {
      asked.push(attempt);
      return true;
    };
    await engine.run(task({ retries: 2, retryIf }, failing(9).fn));
    expect(asked).toEqual([1, 2]);
  });

  test("the log says so when the retries are exhausted", async ({ engine }) => {
    const run = await engine.run(task({ retries: 1 }, failing(9).fn));
    expect(logged(run).filter((message) => message.includes("Retries are exhausted"))).toHaveLength(1);
  });

  test("the log says nothing of exhausted retries when a retry succeeds", async ({ engine }) => {
    const run = await engine.run(task({ retries: 1 }, failing(1).fn));
    expect([run.state.name, logged(run).filter((message) => message.includes("exhausted"))]).toEqual(["Completed", []]);
  });

  test("a function gives the delay of each attempt", async ({ engine }) => {
    const get = task({ name: "get", retries: 3, retryDelay: (attempt) => attempt * 100 }, failing(9).fn);
    const run = await engine.run(flow(async () => await get()));
    expect(timeIn(taskRunNamed(run, "get-0"), "AwaitingRetry")).toEqual([100, 200, 300]);
  });

  test("a backoff grows by its factor up to its max", async ({ engine }) => {
    const retryDelay = exponentialBackoff({ base: "1s", factor: 3, max: "5s" });
    const run = await engine.run(task({ name: "get", retries: 3, retryDelay }, failing(9).fn));
    expect(timeIn(taskRunNamed(run, "get-0"), "AwaitingRetry")).toEqual([1_000, 3_000, 5_000]);
  });

  test("a backoff holds at most 50 delays, and the last repeats", async ({ engine }) => {
    const retryDelay = exponentialBackoff({ base: "1s", factor: 1.1 });
    const run = await engine.run(task({ name: "get", retries: 52, retryDelay }, failing(99).fn));
    const delays = timeIn(taskRunNamed(run, "get-0"), "AwaitingRetry");
    expect([delays.length, delays[0], delays[49], delays[50], delays[51]]).toEqual([52, 1_000, 106_719, 106_719, 106_719]);
  });

  test("a backoff follows the retries that with sets", async ({ engine }) => {
    const once = task({ name: "get", retries: 1, retryDelay: exponentialBackoff({ base: "1s" }) }, failing(9).fn);
    const run = await engine.run(once.with({ retries: 3 }));
    expect(timeIn(taskRunNamed(run, "get-0"), "AwaitingRetry")).toEqual([1_000, 2_000, 4_000]);
  });

  const refusedBackoffs: readonly (readonly [string, Parameters<typeof exponentialBackoff>[0], RegExp])[] = [
    ["factor", { base: 1, factor: 0.5 }, /factor is 0.5, expected a number ≥ 1/],
    ["base", { base: -1 }, /base is -1, expected a number of milliseconds ≥ 0/],
    ["max", { base: 1, max: Number.NaN }, /max is .*, expected a number of milliseconds ≥ 0/],
  ];
  test.for(refusedBackoffs)("a backoff with a bad %s is refused at definition", async ([, options, message]) => {
    const error = await thrownBy(() => exponentialBackoff(options));
    expect([error.name, error.message]).toEqual(["DefinitionError", expect.stringMatching(message)]);
  });

  test("a delay may be a fraction of a unit", async ({ engine }) => {
    const run = await engine.run(task({ name: "get", retries: 1, retryDelay: "1.5s" }, failing(9).fn));
    expect(timeIn(taskRunNamed(run, "get-0"), "AwaitingRetry")).toEqual([1_500]);
  });

  test("a delay function that gives no duration ends the run with the task's own error, and the log says why", async ({ engine }) => {
    const get = task({ name: "get", retries: 1, retryDelay: () => untyped("soon") }, failing(9).fn);
    const run = await engine.run(flow(async () => await get()));
    const explained = logged(run).filter((message) => /"retryDelay" returned "soon", expected/.test(message));
    expect([taskStates(run), run.error?.message, explained.length]).toEqual([[["get-0", ["Pending", "Running", "Failed"]]], "failure 1", 1]);
  });

  test("jitter keeps each delay within its fraction", async ({ engine }) => {
    const get = task({ name: "get", retries: 40, retryDelay: "10s", retryJitter: 0.5 }, failing(99).fn);
    const run = await engine.run(flow(async () => await get()));
    const delays = timeIn(taskRunNamed(run, "get-0"), "AwaitingRetry");
    expect([delays.length, delays.every((delay) => delay >= 5_000 && delay <= 15_000), new Set(delays).size > 1]).toEqual([40, true, true]);
  });

  test("a jitter above 1 never makes a delay negative", async ({ engine }) => {
    const get = task({ name: "get", retries: 40, retryDelay: "1s", retryJitter: 3 }, failing(99).fn);
    const run = await engine.run(flow(async () => await get()));
    const delays = timeIn(taskRunNamed(run, "get-0"), "AwaitingRetry");
    expect([delays.length, delays.every((delay) => delay >= 0 && delay <= 4_000)]).toEqual([40, true]);
  });

  test("a delay lets other tasks go on", async ({ engine }) => {
    const order: string[] = [];
    const flaky = failing(1);
    const late = task({ retries: 1, retryDelay: "10s" }, async () => {
      await flaky.fn();
      order.push("retried");
    });
    const soon = task(async () => {
      await sleep("5s");
      order.push("other");
    });
    await engine.run(flow(async () => await Promise.all([late(), soon()])));
    expect(order).toEqual(["other", "retried"]);
  });

  test("the attempts of one task run share one task run", async ({ engine }) => {
    const ids = new Set<unknown>();
    const get = task({ retries: 2 }, async () => {
      ids.add(taskRunNow().id);
      throw new Error("no");
    });
    const run = await engine.run(flow(async () => await get()));
    expect([ids.size, run.taskRuns.map((taskRun) => taskRun.attempt)]).toEqual([1, [3]]);
  });

  test("a retry shows the message of the failure before it", async ({ engine }) => {
    const run = await engine.run(task({ name: "get", retries: 1, retryDelay: "1s" }, failing(1).fn));
    const awaiting = taskRunNamed(run, "get-0").states.find((state) => state.name === "AwaitingRetry");
    expect(awaiting?.message).toMatch(/failure 1/);
  });
});
