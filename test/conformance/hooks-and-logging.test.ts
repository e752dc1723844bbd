import { describe, expect } from "vitest";
import { Cancelling, Cancelled, flow, getLogger, getSignal, sleep, task, type FlowHook, type TaskHook } from "../../sdk/index.ts";
import { gate, logged, onlyChild, taskRunNamed, taskRunNow, test, thrownBy } from "./support.ts";

/** Hooks that write down when they are called. */
function hooks(calls: string[]): (name: string) => () => void {
  return (name) => () => {
    calls.push(name);
  };
}

async function failAlways(): Promise<never> {
  throw new Error("no");
}

describe("Hooks and logging", () => {
  test("HO01 hooks are called in order, and one that throws changes nothing", async ({ engine }) => {
    const calls: string[] = [];
    const broken = () => {
      calls.push("broken");
      throw new Error("broken hook");
    };
    const run = await engine.run(flow({ onCompleted: [hooks(calls)("first"), broken, hooks(calls)("second")] }, async () => 1));
    expect([run.state.name, calls]).toEqual(["Completed", ["first", "broken", "second"]]);
  });

  test("the stack of a hook that throws is logged without frames of Millrace", async ({ engine }) => {
    const broken = () => {
      throw new Error("broken hook");
    };
    const run = await engine.run(flow({ onCompleted: broken }, async () => 1));
    const message = run.logs.find(({ level }) => level === "error")?.message ?? "";
    expect(message).toContain("Error: broken hook\n    at broken (");
    expect(message).not.toMatch(/node:internal|sdk\/run\//);
  });

  test("HO03 the failure hooks of a retried flow are called once each, at the end", async ({ engine }) => {
    const calls: string[] = [];
    await engine.run(flow({ retries: 3, onFailed: [hooks(calls)("a"), hooks(calls)("b")] }, failAlways));
    expect(calls).toEqual(["a", "b"]);
  });

  const delays = [0, "100ms"] as const;
  test.for(delays)("HO06 a task's running hook is called for each attempt, with a retry delay of %s", async (retryDelay, { engine }) => {
    const calls: string[] = [];
    const flaky = task({ retries: 1, retryDelay, onRunning: hooks(calls)("running") }, async () => {
      if (taskRunNow().attempt === 1) throw new Error("again");
    });
    await engine.run(flow(async () => await flaky()));
    expect(calls).toEqual(["running", "running"]);
  });

  test("HO06 a task's failure hook is called once, when no retry is left", async ({ engine }) => {
    const calls: string[] = [];
    const failing = task({ retries: 2, onFailed: hooks(calls)("failed") }, failAlways);
    await engine.run(flow(async () => await failing()));
    expect(calls).toEqual(["failed"]);
  });

  test("HO07 the cancellation hook is not called for a run that completes or fails", async ({ engine }) => {
    const calls: string[] = [];
    const onCancelled = hooks(calls)("cancelled");
    await engine.run(flow({ onCancelled }, async () => 1));
    await engine.run(flow({ onCancelled }, failAlways));
    expect(calls).toEqual([]);
  });

  test("HO07 the cancellation hook is called when the run enters Cancelling", async ({ engine }) => {
    const calls: string[] = [];
    const child = flow({ name: "child", onCancelled: hooks(calls)("child cancelled") }, async () => Cancelling());
    await engine.run(
      flow({ onFailed: hooks(calls)("parent failed") }, async () => {
        await child();
      }),
    );
    expect(calls).toEqual(["child cancelled", "parent failed"]);
  });

  test("HO10 hooks get the flow, its run and the state, and may be asynchronous", async ({ engine }) => {
    const seen: unknown[] = [];
    const synchronous: FlowHook = (hooked, flowRun, state) => seen.push([hooked.name, flowRun.name, state.name]);
    const asynchronous: FlowHook = async (hooked, flowRun, state) => {
      await sleep("1s");
      seen.push([hooked.name, flowRun.name, state.type]);
    };
    await engine.run(flow({ name: "hooked", flowRunName: "one run", onCompleted: [synchronous, asynchronous] }, async () => 1));
    expect(seen).toEqual([
      ["hooked", "one run", "Completed"],
      ["hooked", "one run", "COMPLETED"],
    ]);
  });

  test("HO10 hooks get the task, its run and the state", async ({ engine }) => {
    const seen: unknown[] = [];
    const onCompleted: TaskHook = async (hooked, taskRun, state) => {
      seen.push([hooked.name, taskRun.name, state.name, await state.result()]);
    };
    const hooked = task({ name: "hooked", onCompleted }, async () => 42);
    await engine.run(flow(async () => await hooked()));
    expect(seen).toEqual([["hooked", "hooked-0", "Completed", 42]]);
  });

  const refusals: readonly (readonly [string, unknown, RegExp])[] = [
    ["neither a function nor a list", 5, /"onFailed" is 5, expected a function or an array of functions/],
    ["a list with what is no function", [() => 1, "log"], /"onFailed" is .*, expected a function or an array of functions/],
  ];
  test.for(refusals)("HO10 a hook that is %s is refused at definition", async ([, onFailed, message]) => {
    const errors = [
      await thrownBy(() => Reflect.apply(flow, undefined, [{ onFailed }, failAlways])),
      await thrownBy(() => Reflect.apply(task, undefined, [{ onFailed }, failAlways])),
    ];
    expect(errors.map((error) => [error.name, error.message])).toEqual([
      ["DefinitionError", expect.stringMatching(message)],
      ["DefinitionError", expect.stringMatching(message)],
    ]);
  });
});

describe("Hooks: neighbours", () => {
  test("a hook that throws is logged", async ({ engine }) => {
    const onCompleted = () => {
      throw new Error("broken hook");
    };
    const run = await engine.run(flow({ onCompleted }, async () => 1));
    expect(run.logs.filter((log) => log.message.includes("broken hook")).map((log) => [log.level, log.flowRunId])).toEqual([["error", run.flowRun?.id]]);
  });

  test("each hook is called for its own state alone", async ({ engine }) => {
    const calls: string[] = [];
    const named = hooks(calls);
    const all = {
      onRunning: named("running"),
      onCompleted: named("completed"),
      onFailed: named("failed"),
      onCancelled: named("cancelled"),
      onCrashed: named("crashed"),
    };
    await engine.run(flow(all, async () => 1));
    await engine.run(flow(all, failAlways));
    await engine.run(flow(all, async () => Cancelled()));
    expect(calls).toEqual(["running", "completed", "running", "failed", "running", "cancelled"]);
  });

  test("the failure hook of a flow hears of a timeout", async ({ engine }) => {
    const seen: string[] = [];
    const onFailed: FlowHook = (_flow, _run, state) => seen.push(state.name);
    await engine.run(flow({ timeout: "1s", onFailed }, async () => await sleep("1h")));
    expect(seen).toEqual(["TimedOut"]);
  });

  test("onRetry is called before each retry, with the run's new state", async ({ engine }) => {
    const seen: string[] = [];
    const onRetry: TaskHook = (_task, _run, state) => seen.push(state.name);
    await engine.run(task({ retries: 2, retryDelay: ["1s", 0], onRetry }, failAlways));
    expect(seen).toEqual(["AwaitingRetry", "Retrying"]);
  });

  test("a task that never starts calls no hook", async ({ engine }) => {
    const calls: string[] = [];
    const failing = task(failAlways);
    const blocked = task({ onRunning: hooks(calls)("running"), onFailed: hooks(calls)("failed") }, async (x: unknown) => x);
    await engine.run(flow(async () => await blocked.submit(failing.submit()).wait()));
    expect(calls).toEqual([]);
  });

  test("the failure hook of a flow with invalid parameters is called", async ({ engine }) => {
    const calls: string[] = [];
    const parameters = { "~standard": { version: 1 as const, vendor: "conformance", validate: () => ({ issues: [{ message: "never" }] }) } };
    const run = await engine.run(flow({ parameters, onFailed: hooks(calls)("failed") }, async (x: number) => x), 1);
    expect([run.state.name, calls]).toEqual(["Failed", ["failed"]]);
  });
});

describe("Cancel: neighbours", () => {
  /** Waits until its run is told to stop. */
  const untilStopped = async (started: () => void): Promise<never> => {
    const signal = getSignal();
    return await new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      started();
    });
  };

  test("a cancel fires the signal, and task run and flow run end as Cancelled with its reason", async ({ engine }) => {
    const started = gate();
    const calls: string[] = [];
    const waits = task({ name: "waits" }, async () => await untilStopped(started.open));
    const running = engine.run(
      flow({ onCancelled: hooks(calls)("cancelled"), onFailed: hooks(calls)("failed") }, async () => await waits()),
    );
    await started.opened;
    engine.cancel("enough");
    const run = await running;
    expect([run.state.name, run.state.message, taskRunNamed(run, "waits-0").state.name, calls]).toEqual(["Cancelled", "enough. It stopped by itself.", "Cancelled", ["cancelled"]]);
  });

  test("a cancelled run is not retried", async ({ engine }) => {
    const started = gate();
    let attempts = 0;
    const waits = task({ name: "waits", retries: 3 }, async () => {
      attempts += 1;
      await untilStopped(started.open);
    });
    const running = engine.run(flow({ retries: 3 }, async () => await waits()));
    await started.opened;
    engine.cancel();
    const run = await running;
    expect([run.state.type, run.flowRun?.attempt, attempts]).toEqual(["CANCELLED", 1, 1]);
  });

  test("a sleep of a cancelled run rejects with CancelledError", async ({ engine }) => {
    const started = gate();
    const errors: string[] = [];
    const waits = task({ name: "waits" }, async () => await untilStopped(started.open));
    const sleeps = task({ name: "sleeps" }, async () => {
      await started.opened;
      engine.cancel();
      errors.push((await thrownBy(() => sleep("1h"))).name);
    });
    const run = await engine.run(flow(async () => await Promise.all([waits(), sleeps()])));
    expect([run.state.type, errors]).toEqual(["CANCELLED", ["CancelledError"]]);
  });

  test("a cancel reaches the child flows, whose hooks are called once each", async ({ engine }) => {
    const started = gate();
    const calls: string[] = [];
    const child = flow({ name: "child", onCancelled: hooks(calls)("child") }, async () => await untilStopped(started.open));
    const running = engine.run(flow({ onCancelled: hooks(calls)("parent") }, async () => await child()));
    await started.opened;
    engine.cancel();
    const run = await running;
    expect([run.state.type, onlyChild(run).flowRun?.state.type, calls.sort()]).toEqual(["CANCELLED", "CANCELLED", ["child", "parent"]]);
  });
});

describe("Logging: neighbours", () => {
  test("the logger writes with its level and fields to the run that is under way", async ({ engine }) => {
    const talk = task({ name: "talk" }, async () => getLogger().warn("careful", { disk: 3 }));
    const run = await engine.run(
      flow(async () => {
        getLogger().info("hello");
        await talk();
      }),
    );
    const own = run.logs.filter((log) => ["hello", "careful"].includes(log.message));
    expect(own.map(({ level, message, flowRunId, taskRunId, fields }) => [level, message, flowRunId, taskRunId, fields])).toEqual([
      ["info", "hello", run.flowRun?.id, null, undefined],
      ["warn", "careful", run.flowRun?.id, taskRunNamed(run, "talk-0").id, { disk: 3 }],
    ]);
  });

  test("getLogger outside a run throws MissingContextError", async () => {
    expect((await thrownBy(() => getLogger())).name).toBe("MissingContextError");
  });

  test("console text becomes the run's log, with its level", async ({ engine }) => {
    const talk = task({ name: "talk" }, async () => {
      console.log("%s has %d stars", "a/b", 3);
      console.error("that failed");
    });
    const run = await engine.run(flow(async () => await talk()));
    const { id } = taskRunNamed(run, "talk-0");
    const own = run.logs.filter((log) => log.taskRunId === id && /stars|failed/.test(log.message));
    expect(own.map((log) => [log.level, log.message])).toEqual([
      ["info", "a/b has 3 stars"],
      ["error", "that failed"],
    ]);
  });

  test("without logPrints console text is no log, and the flow around does not decide", async ({ engine }) => {
    const quiet = task({ logPrints: false }, async () => console.log("from the quiet task"));
    const loud = task(async () => console.log("from the loud task"));
    const run = await engine.run(
      flow({ logPrints: false }, async () => {
        console.log("from the flow");
        await quiet();
        await loud();
      }),
    );
    expect(logged(run).filter((message) => message.startsWith("from"))).toEqual(["from the loud task"]);
  });

  test("tasks side by side log to their own runs", async ({ engine }) => {
    const talk = task({ name: "talk" }, async (word: string) => {
      await sleep("1s");
      console.log(word);
    });
    const run = await engine.run(flow(async () => await talk.map(["a", "b"])));
    const words = run.taskRuns.map((taskRun) => run.logs.filter((log) => log.taskRunId === taskRun.id && log.message.length === 1).map((log) => log.message));
    expect(words).toEqual([["a"], ["b"]]);
  });

  test("the logs of a child flow carry the child's id", async ({ engine }) => {
    const child = flow({ name: "child" }, async () => getLogger().info("from the child"));
    const run = await engine.run(flow(async () => await child()));
    const logs = onlyChild(run).logs.filter((log) => log.message === "from the child");
    expect(logs.map((log) => log.flowRunId)).toEqual([onlyChild(run).flowRun?.id]);
  });

  test("a log line of an attempt that ended goes to the flow run", async ({ engine }) => {
    const started = gate();
    const goOn = gate();
    const ended = gate();
    const slow = task({ name: "slow", timeout: "1s" }, async () => {
      started.open();
      await goOn.opened;
      console.log("late word");
      ended.open();
    });
    const running = engine.run(
      flow(async () => {
        await slow.returnState();
        goOn.open();
        await ended.opened;
      }),
    );
    await started.opened;
    await engine.advance("2s");
    const run = await running;
    expect(run.logs.filter((log) => log.message === "late word").map((log) => log.taskRunId)).toEqual([null]);
  });
});

test("what the hooks of a task run's end print stands with the task run", async ({ engine }) => {
  const works = task({ name: "works", onCompleted: () => console.log("it worked") }, async () => 1);
  const fails = task({ name: "fails", onFailed: () => console.log("it failed") }, async () => Promise.reject(new Error("no")));
  const run = await engine.run(flow(async () => [await works(), (await fails().wait()).name]));
  const nameOf = (id: string | null): string | undefined => run.taskRuns.find((each) => each.id === id)?.name;
  expect(run.logs.filter(({ message }) => message.startsWith("it ")).map(({ message, taskRunId }) => [message, nameOf(taskRunId)])).toEqual([
    ["it worked", "works-0"],
    ["it failed", "fails-0"],
  ]);
});
