import { describe, expect } from "vitest";
import { CancelledError, flow, getSignal, sleep, task } from "../../sdk/index.ts";
import { gate, logged, stateNames, taskRunNamed, taskRunNow, taskStates, test, thrownBy } from "./support.ts";

describe("Task timeouts and crashes", () => {
  test("TT01 a task that takes too long throws TaskTimeoutError with its timeout in seconds", async ({ engine }) => {
    const slow = task({ timeout: 100 }, async () => await sleep("2s"));
    const run = await engine.run(
      flow(async () => {
        const error = await thrownBy(() => slow());
        return [error.name, error.message];
      }),
    );
    expect(run.result).toEqual(["TaskTimeoutError", expect.stringContaining("timed out after 0.1 second(s)")]);
  });

  test("TT02 a task over its timeout is TimedOut, and a flow that returns it Failed", async ({ engine }) => {
    const slow = task({ name: "slow", timeout: "1s" }, async () => await sleep("2s"));
    const run = await engine.run(flow(async () => await slow.returnState()));
    const { state } = taskRunNamed(run, "slow-0");
    expect([state.type, state.name, run.state.type, run.state.name]).toEqual(["FAILED", "TimedOut", "FAILED", "Failed"]);
  });

  test("TT03 a task within its timeout completes", async ({ engine }) => {
    const quick = task({ name: "quick", timeout: "100s" }, async () => await sleep("1s"));
    const run = await engine.run(flow(async () => await quick()));
    expect(taskStates(run)).toEqual([["quick-0", ["Pending", "Running", "Completed"]]]);
  });

  test("TT05 a cancellation that the task itself throws is no timeout", async ({ engine }) => {
    const own = new CancelledError("enough");
    const stops = task({ timeout: "10s" }, async () => {
      throw own;
    });
    const run = await engine.run(flow(async () => (await thrownBy(() => stops())) === own));
    expect(run.result).toBe(true);
  });
});

describe("Timeouts of generator tasks", () => {
  /** The items that were given, and the name of the error that ended them. */
  async function collect(items: AsyncIterable<unknown>, pause?: () => Promise<void>): Promise<readonly unknown[]> {
    const seen: unknown[] = [];
    try {
      for await (const item of items) {
        seen.push(item);
        await pause?.();
      }
    } catch (error) {
      seen.push(error instanceof Error ? error.message : error);
    }
    return seen;
  }

  test("TT09 whoever takes the items of a generator gets those before its timeout, then the error", async ({ engine }) => {
    const gives = task({ name: "gives", timeout: "1s" }, async function* () {
      yield 1;
      await sleep("2s");
      yield 2;
    });
    const run = await engine.run(flow(async () => await collect(gives())));
    expect([run.result, taskStates(run)]).toEqual([[1, 'Task run of "gives" timed out after 1 second(s)'], [["gives-0", ["Pending", "Running", "TimedOut"]]]]);
  });

  test("the time between an item and the next request does not count", async ({ engine }) => {
    const gives = task({ name: "gives", timeout: "2s" }, async function* () {
      yield 1;
      await sleep("1.5s");
      yield 2;
      await sleep("1s");
      yield 3;
    });
    const run = await engine.run(flow(async () => await collect(gives(), async () => await sleep("1m"))));
    expect(run.result).toEqual([1, 2, 'Task run of "gives" timed out after 2 second(s)']);
  });

  test("an attempt that timed out gives nothing more, and the next answers the request", async ({ engine }) => {
    const late = gate();
    const gives = task({ name: "gives", timeout: "1s", retries: 1 }, async function* () {
      const { attempt } = taskRunNow();
      yield `item 1 of attempt ${attempt}`;
      if (attempt === 1) {
        await late.opened;
        yield "late";
      }
      late.open();
      await Promise.resolve();
      yield `item 2 of attempt ${attempt}`;
    });
    const run = await engine.run(flow(async () => await collect(gives())));
    expect(run.result).toEqual(["item 1 of attempt 1", "item 1 of attempt 2", "item 2 of attempt 2"]);
    expect(taskStates(run)).toEqual([["gives-0", ["Pending", "Running", "Retrying", "Completed"]]]);
  });

  test("a generator flow times out as well", async ({ engine }) => {
    const gives = flow({ name: "gives", timeout: "1s" }, async function* () {
      yield 1;
      await sleep("2s");
      yield 2;
    });
    const run = await engine.run(flow(async () => await collect(gives())));
    expect(run.result).toEqual([1, "Flow run exceeded timeout of 1 second(s)"]);
  });
});

describe("Task timeouts: neighbours", () => {
  test("a timeout is retried like a failure", async ({ engine }) => {
    const slow = task({ name: "slow", timeout: "1s", retries: 1 }, async () => {
      if (taskRunNow().attempt === 1) await sleep("1h");
      return "done";
    });
    const run = await engine.run(flow(async () => await slow()));
    expect([run.result, taskStates(run)]).toEqual(["done", [["slow-0", ["Pending", "Running", "Retrying", "Completed"]]]]);
  });

  test("each attempt has the whole timeout", async ({ engine }) => {
    const slow = task({ name: "slow", timeout: "2s", retries: 2, retryDelay: "5s" }, async () => {
      await sleep("1.5s");
      if (taskRunNow().attempt < 3) throw new Error("again");
      return "done";
    });
    const run = await engine.run(flow(async () => await slow()));
    expect(run.result).toBe("done");
  });

  test("the time that a run waits for its upstreams does not count", async ({ engine }) => {
    const upstream = task(async () => await sleep("1h"));
    const quick = task({ name: "quick", timeout: "1s" }, async () => "done");
    const run = await engine.run(flow(async () => await quick.after(upstream())()));
    expect(run.result).toBe("done");
  });

  test("a timeout fires the signal of the attempt", async ({ engine }) => {
    const seen: unknown[] = [];
    const slow = task({ timeout: "1s" }, async () => {
      const signal = getSignal();
      signal.addEventListener("abort", () => seen.push(signal.aborted));
      await sleep("1h");
    });
    await engine.run(flow(async () => await slow.returnState()));
    expect(seen).toEqual([true]);
  });

  test("the sleep of an attempt that timed out rejects with CancelledError", async ({ engine }) => {
    const after = gate();
    let rejected: Error | undefined;
    const slow = task({ timeout: "1s" }, async () => {
      rejected = await thrownBy(() => sleep("1h"));
      after.open();
    });
    await engine.run(flow(async () => await slow.returnState()));
    await after.opened;
    expect(rejected?.name).toBe("CancelledError");
  });

  test("a call from an attempt that timed out throws CancelledError and starts nothing", async ({ engine }) => {
    const started = gate();
    const goOn = gate();
    const ended = gate();
    const errors: string[] = [];
    let innerCalls = 0;
    const inner = task(async () => {
      innerCalls += 1;
    });
    const slow = task({ name: "slow", timeout: "1s" }, async () => {
      started.open();
      await goOn.opened;
      errors.push((await thrownBy(() => inner())).name);
      ended.open();
      return "too late";
    });
    const running = engine.run(flow(async () => await slow.returnState()));
    await started.opened;
    await engine.advance("2s");
    const run = await running;
    goOn.open();
    await ended.opened;
    expect([errors, innerCalls, stateNames(taskRunNamed(run, "slow-0"))]).toEqual([
      ["CancelledError"],
      0,
      ["Pending", "Running", "TimedOut"],
    ]);
  });

  test("the late result of an attempt that timed out is dropped", async ({ engine }) => {
    const goOn = gate();
    const started = gate();
    const slow = task({ timeout: "1s", retries: 1 }, async () => {
      if (taskRunNow().attempt === 2) {
        goOn.open();
        await sleep("500ms");
        return "second";
      }
      started.open();
      await goOn.opened;
      return "first";
    });
    const running = engine.run(flow(async () => await slow()));
    await started.opened;
    await engine.advance("1s");
    expect((await running).result).toBe("second");
  });

  test("a timeout of 0 is none", async ({ engine }) => {
    const slow = task({ timeout: "1s" }, async () => {
      await sleep("1h");
      return "done";
    });
    const run = await engine.run(slow.with({ timeout: 0 }));
    expect(run.result).toBe("done");
  });

  test("the state of a timeout carries its message", async ({ engine }) => {
    const run = await engine.run(task({ name: "slow", timeout: "1.5s" }, async () => await sleep("1h")));
    expect([run.state.name, run.state.message]).toEqual(["TimedOut", expect.stringContaining("timed out after 1.5 second(s)")]);
  });

  test("timeouts use up the retries, and the log says so", async ({ engine }) => {
    const run = await engine.run(task({ retries: 2, timeout: "1s" }, async () => await sleep("1h")));
    expect([run.state.name, logged(run).filter((message) => message.includes("Retries are exhausted")).length]).toEqual(["TimedOut", 1]);
  });
});
