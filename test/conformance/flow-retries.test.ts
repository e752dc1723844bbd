import { describe, expect } from "vitest";
import { flow, sleep, task } from "../../sdk/index.ts";
import { allTaskRuns, flowRunNow, onlyChild, stateNames, taskRunNamed, taskRunNow, test, timeIn } from "./support.ts";

/** Throws in the first attempt of the flow run. */
function failFirst(): void {
  if (flowRunNow().attempt === 1) throw new Error("first attempt");
}

describe("Flow retries and crashes", () => {
  test("FR01 a flow that fails first and then gives a value is called twice", async ({ engine }) => {
    let calls = 0;
    const flaky = flow({ retries: 1 }, async () => {
      calls += 1;
      failFirst();
      return "hello";
    });
    const run = await engine.run(flaky);
    expect([run.result, calls, run.flowRun?.attempt]).toEqual(["hello", 2, 2]);
  });

  test("FR02 a task that succeeded is not called again by the flow's retry", async ({ engine }) => {
    let flowCalls = 0;
    let taskCalls = 0;
    const greet = task(async () => {
      taskCalls += 1;
      return "hello";
    });
    const flaky = flow({ retries: 1 }, async () => {
      flowCalls += 1;
      const greeting = await greet();
      failFirst();
      return greeting;
    });
    const run = await engine.run(flaky);
    expect([run.result, flowCalls, taskCalls]).toEqual(["hello", 2, 1]);
  });

  test("FR03 a task that failed is called again by the flow's retry", async ({ engine }) => {
    let flowCalls = 0;
    let taskCalls = 0;
    const greet = task({ persistResult: false }, async () => {
      taskCalls += 1;
      failFirst();
      return "hello";
    });
    const flaky = flow({ retries: 1 }, async () => {
      flowCalls += 1;
      return await greet();
    });
    const run = await engine.run(flaky);
    expect([run.result, flowCalls, taskCalls]).toEqual(["hello", 2, 2]);
  });

  test("FR04 a flow's retry gives a task all its retries again", async ({ engine }) => {
    let calls = 0;
    const flaky = task({ retries: 1 }, async () => {
      calls += 1;
      if (calls < 4) throw new Error(`failure ${calls}`);
      return "hello";
    });
    const run = await engine.run(flow({ retries: 1 }, async () => await flaky()));
    expect([run.result, calls]).toEqual(["hello", 4]);
  });

  test("FR08 a child flow's retry does not call its parent again", async ({ engine }) => {
    let parentCalls = 0;
    let childCalls = 0;
    const child = flow({ retries: 1 }, async () => {
      childCalls += 1;
      failFirst();
      return "hello";
    });
    const parent = flow(async () => {
      parentCalls += 1;
      return await child();
    });
    const run = await engine.run(parent);
    expect([run.result, parentCalls, childCalls]).toEqual(["hello", 1, 2]);
  });

  test("FR10 a child that fails first and succeeds in the parent's retry has one tracking task run", async ({ engine }) => {
    let childCalls = 0;
    const child = flow({ name: "child" }, async () => {
      childCalls += 1;
      if (childCalls === 1) throw new Error("first call");
      return "hello";
    });
    const run = await engine.run(flow({ retries: 1 }, async () => await child()));
    expect([run.result, run.taskRuns.map((taskRun) => [taskRun.task, taskRun.state.type])]).toEqual(["hello", [["child", "COMPLETED"]]]);
  });
});

describe("Flow retries: neighbours", () => {
  test("a flow's retry passes AwaitingRetry, without a delay too", async ({ engine }) => {
    const run = await engine.run(flow({ retries: 1 }, async () => failFirst()));
    expect(run.flowRun && stateNames(run.flowRun)).toEqual(["Pending", "Running", "AwaitingRetry", "Running", "Completed"]);
  });

  test("a flow's retry waits its delay", async ({ engine }) => {
    const run = await engine.run(flow({ retries: 1, retryDelay: "1.5m" }, async () => failFirst()));
    expect(run.flowRun && timeIn(run.flowRun, "AwaitingRetry")).toEqual([90_000]);
  });

  test("a flow that has used up its retries is Failed with its last error", async ({ engine }) => {
    const run = await engine.run(
      flow({ retries: 2 }, async () => {
        throw new Error(`attempt ${flowRunNow().attempt}`);
      }),
    );
    expect([run.state.name, run.error?.message, run.flowRun?.attempt]).toEqual(["Failed", "attempt 3", 3]);
  });

  test("a flow that timed out is retried", async ({ engine }) => {
    const slow = flow({ retries: 1, timeout: "1s" }, async () => {
      if (flowRunNow().attempt === 1) await sleep("1h");
      return "in time";
    });
    expect((await engine.run(slow)).result).toBe("in time");
  });

  test("a task answered from its record shows Cached under the same id and says why", async ({ engine }) => {
    const ids: string[] = [];
    const greet = task({ name: "greet" }, async (name: string) => `hello ${name}`);
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const future = greet("you");
        ids.push(future.taskRunId);
        await future;
        failFirst();
      }),
    );
    const taskRun = taskRunNamed(run, "greet-0");
    expect([ids, run.taskRuns.length, stateNames(taskRun), typeof taskRun.why]).toEqual([
      [taskRun.id, taskRun.id],
      1,
      ["Pending", "Running", "Completed", "Cached"],
      "string",
    ]);
  });

  test("calls with other inputs in the retry are new runs, and those of before are superseded", async ({ engine }) => {
    const step = task({ name: "step" }, async (attempt: number) => attempt);
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        await step(flowRunNow().attempt);
        failFirst();
      }),
    );
    expect(run.taskRuns.map(({ inputs, superseded }) => [inputs, superseded ?? false])).toEqual([
      [{ attempt: 1 }, true],
      [{ attempt: 2 }, false],
    ]);
  });

  test("equal calls are matched in their order", async ({ engine }) => {
    let calls = 0;
    const count = task({ name: "count" }, async () => {
      calls += 1;
      return calls;
    });
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const counts = [await count(), await count()];
        failFirst();
        return [...counts, await count()];
      }),
    );
    expect([run.result, calls]).toEqual([[1, 2, 3], 3]);
  });

  test("a task that failed goes on under its id, its attempts and states counting on", async ({ engine }) => {
    const flaky = task({ name: "flaky" }, async () => failFirst());
    const run = await engine.run(flow({ retries: 1 }, async () => await flaky()));
    expect(run.taskRuns.map(({ name, attempt, states }) => [name, attempt, states.map((state) => state.type)])).toEqual([
      ["flaky-0", 2, ["PENDING", "RUNNING", "FAILED", "PENDING", "RUNNING", "COMPLETED"]],
    ]);
  });

  test("a child flow that completed is not called again by its parent's retry", async ({ engine }) => {
    let childCalls = 0;
    const child = flow({ name: "child" }, async (x: number) => {
      childCalls += 1;
      return x * 2;
    });
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const doubled = await child(21);
        failFirst();
        return doubled;
      }),
    );
    expect([run.result, childCalls, run.childRuns.length, run.taskRuns.map((taskRun) => taskRun.state.name)]).toEqual([42, 1, 1, ["Cached"]]);
  });

  test("the tasks of a child that failed are answered from their records in the parent's retry", async ({ engine }) => {
    let stepCalls = 0;
    let childCalls = 0;
    const step = task({ name: "step" }, async () => {
      stepCalls += 1;
      return 1;
    });
    const child = flow({ name: "child" }, async () => {
      childCalls += 1;
      await step();
      if (childCalls === 1) throw new Error("first call");
      return "done";
    });
    const run = await engine.run(flow({ retries: 1 }, async () => await child()));
    expect([run.result, stepCalls, childCalls, onlyChild(run).taskRuns.length]).toEqual(["done", 1, 2, 1]);
  });

  test("a task's own retry calls its inner tasks again", async ({ engine }) => {
    let innerCalls = 0;
    const inner = task({ name: "inner" }, async () => {
      innerCalls += 1;
    });
    const outer = task({ name: "outer", retries: 1 }, async () => {
      await inner();
      if (taskRunNow().attempt === 1) throw new Error("again");
    });
    const run = await engine.run(flow(async () => await outer()));
    expect([innerCalls, run.state.name]).toEqual([2, "Completed"]);
  });

  test("calls in a Promise.all are matched by their inputs", async ({ engine }) => {
    let calls = 0;
    const nap = task({ name: "nap" }, async (seconds: number) => {
      calls += 1;
      await sleep(seconds * 1_000);
      return seconds;
    });
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const order = flowRunNow().attempt === 1 ? [3, 1, 2] : [1, 2, 3];
        const naps = await Promise.all(order.map((seconds) => nap(seconds)));
        failFirst();
        return naps;
      }),
    );
    expect([run.result, calls, allTaskRuns(run).map((taskRun) => taskRun.result)]).toEqual([[1, 2, 3], 3, [3, 1, 2]]);
  });

  test("mapped runs and those that depend on them are answered from their records", async ({ engine }) => {
    let calls = 0;
    const inc = task({ name: "inc" }, async (x: number) => {
      calls += 1;
      return x + 1;
    });
    const sum = task({ name: "sum" }, async (numbers: readonly number[]) => {
      calls += 1;
      return numbers.reduce((total, each) => total + each, 0);
    });
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const total = await sum.submit(inc.map(inc.map([1, 2, 3])));
        failFirst();
        return total;
      }),
    );
    expect([run.result, calls, run.taskRuns.length, new Set(run.taskRuns.map((taskRun) => taskRun.state.name))]).toEqual([12, 7, 7, new Set(["Cached"])]);
  });

  test("the state of a call that is answered from its record is Cached", async ({ engine }) => {
    const greet = task(async () => "hello");
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const state = await greet.returnState();
        failFirst();
        return [state.type, state.name, await state.result()];
      }),
    );
    expect(run.result).toEqual(["COMPLETED", "Cached", "hello"]);
  });

  test("a child flow that nobody calls in the retry is superseded with its task runs", async ({ engine }) => {
    const child = flow({ name: "child" }, async () => 1);
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        if (flowRunNow().attempt === 1) await child();
        failFirst();
      }),
    );
    expect([run.taskRuns.map((taskRun) => taskRun.superseded), run.childRuns.map((each) => each.flowRun?.superseded)]).toEqual([[true], [true]]);
  });

  test("a child flow's own retry answers what completed, also while the flow around it is tried again", async ({ engine }) => {
    const calls: string[] = [];
    const step = task({ name: "step" }, async (name: string) => {
      calls.push(name);
      return name;
    });
    const child = flow({ name: "child", retries: 1 }, async () => {
      await step("within");
      await grandchild();
      failFirst();
    });
    const grandchild = flow({ name: "grandchild" }, async () => await step("below"));
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        await step("before");
        await child();
        failFirst();
      }),
    );
    expect([run.state.name, calls]).toEqual(["Completed", ["before", "within", "below"]]);
  });

  test("resumeKey matches a call whose inputs differ each time", async ({ engine }) => {
    let calls = 0;
    const stamp = task({ name: "stamp", resumeKey: () => "the stamp" }, async (at: number) => {
      calls += 1;
      return at;
    });
    const run = await engine.run(
      flow({ retries: 1 }, async () => {
        const at = await stamp(flowRunNow().attempt);
        failFirst();
        return at;
      }),
    );
    expect([run.result, calls]).toEqual([1, 1]);
  });
});
