import { describe, expect } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { concurrent, flow, pause, sleep, task, type Task } from "../../sdk/index.ts";
import { gate, onlyChild, stateNames, test } from "./support.ts";

/** States of all runs below, children's by the name of their flow. */
function allStates({ taskRuns, childRuns }: Pick<RunDocument, "taskRuns" | "childRuns">): Readonly<Record<string, string>> {
  const own = taskRuns.map(({ name, state }) => [name, state.name] as const);
  const children = childRuns.flatMap((child) => [[child.flowRun?.flow ?? "", child.flowRun?.state.name ?? ""] as const, ...Object.entries(allStates(child))]);
  return Object.fromEntries([...own, ...children]);
}

const quick = task({ name: "quick" }, async () => 1);
const fails = task({ name: "fails" }, async () => Promise.reject(new Error("no")));
const after = task({ name: "after" }, async (value: unknown) => value);

const child = flow({ name: "child" }, async (of?: unknown) => [of, await quick()]);
const items = task({ name: "items" }, async function* () {
  yield 1;
});
type Poll = Task<[n?: unknown], unknown>;

describe("Cancellation", () => {
  test("PA13 unfinished task runs and child flows of a cancelled run become Cancelled, finished ones stay as they are", async ({ engine }) => {
    const started = gate();
    let starts = 0;
    const waits = task({ name: "waits" }, async () => {
      starts += 1;
      // As many as there are places, and that of the child.
      if (starts === 3) started.open();
      // Outside of the test's clock, which would jump over a sleep of the run's own.
      await new Promise<never>(() => undefined);
    });
    const inner = flow({ name: "inner" }, async () => {
      await quick();
      await waits();
    });
    const done = flow({ name: "done" }, async () => await quick());
    const running = engine.run(
      flow({ name: "parent", taskRunner: concurrent({ max: 2 }) }, async () => {
        await done();
        await fails().wait();
        const upstream = waits.submit();
        await Promise.all([inner(), upstream, after(upstream), waits.submit(), waits.submit()]);
      }),
    );
    await started.opened;
    engine.cancel();
    await engine.advance("10s");
    const run = await running;
    expect([run.state.name, allStates(run)]).toEqual([
      "Cancelled",
      {
        "done-0": "Completed",
        done: "Completed",
        "quick-0": "Completed",
        "fails-0": "Failed",
        "inner-0": "Cancelled",
        inner: "Cancelled",
        "quick-1": "Completed",
        "waits-0": "Cancelled",
        "waits-1": "Cancelled",
        "waits-2": "Cancelled",
        "waits-3": "Cancelled",
        "after-0": "Cancelled",
      },
    ]);
  });

  test("PA13 a run that is not cancelled leaves all as it is", async ({ engine }) => {
    const run = await engine.run(flow({ name: "parent" }, async () => [await quick(), (await fails().wait()).name]));
    expect([run.state.name, allStates(run)]).toEqual(["Completed", { "quick-0": "Completed", "fails-0": "Failed" }]);
  });

  test("whoever stops when it is told to, and whoever does not, is told apart by the final state", async ({ engine }) => {
    const stops = gate();
    const stopping = engine.run(
      flow(async () => {
        stops.open();
        await sleep("1h");
      }),
    );
    await stops.opened;
    engine.cancel("Enough");
    expect((await stopping).state.message).toBe("Enough. It stopped by itself.");
  });

  describe("code that catches its cancel and goes on", () => {
    /** Nothing of the run starts after the cancel, whatever its code calls, and the clock is there to end it. */
    const loops: readonly (readonly [string, (call: () => Promise<unknown>, poll: Poll) => Promise<unknown>])[] = [
      ["calls a task", async (first, poll) => await first().catch(() => poll())],
      ["submits a task", async (first, poll) => await first().catch(() => poll.submit())],
      ["maps a task", async (first, poll) => await first().catch(() => Promise.all(poll.map([1, 2])))],
      ["asks for a task's state", async (first, poll) => await first().catch(async () => await poll.returnState())],
      ["calls a child flow", async (first) => await first().catch(() => child())],
      ["submits a child flow", async (first) => await first().catch(() => child.submit())],
      ["takes items", async (first) => await first().catch(() => items().next())],
      ["sleeps", async (first) => await first().catch(() => sleep("1s"))],
      ["pauses", async (first) => await first().catch(() => pause())],
    ];

    test.for(loops)("%s: stands still", async ([, round], { engine }) => {
      const started = gate();
      let rounds = 0;
      const poll = task({ name: "poll" }, async (n?: unknown) => {
        started.open();
        await sleep("1h");
        return n;
      });
      const running = engine.run(
        flow({ name: "consume" }, async () => {
          for (;;) {
            try {
              rounds += 1;
              await round(() => poll(), poll);
            } catch {
              // On to the next.
            }
          }
        }),
      );
      await started.opened;
      engine.cancel();
      const run = await running;
      expect([run.state.message, run.taskRuns.map(({ name, state }) => `${name} ${state.name}`), rounds < 30]).toEqual([
        "The run was cancelled. Its code did not stop within 5.0s, so the run ended without it.",
        ["poll-0 Cancelled"],
        true,
      ]);
    });

    test("the clean-up of every level runs, as far as it calls no task", async ({ engine }) => {
      const started = gate();
      const notes: string[] = [];
      const work = task({ name: "work" }, async () => {
        started.open();
        await sleep("1h");
      });
      const level = async (name: string, call: () => Promise<unknown>): Promise<void> => {
        try {
          await call();
        } catch (error) {
          notes.push(`${name} ${error instanceof Error ? error.name : ""}`);
          await quick().catch(() => notes.push(`${name} starts nothing`));
          throw error;
        } finally {
          notes.push(`${name} closed`);
        }
      };
      const running = engine.run(flow(async () => await Promise.all([level("outer", () => level("inner", work)), level("beside", work)])));
      await started.opened;
      engine.cancel();
      const run = await running;
      expect([run.state.message, run.taskRuns.length, [...notes].sort()]).toEqual([
        "The run was cancelled. It stopped by itself.",
        2,
        [
          ...["beside CancelledError", "beside closed", "beside starts nothing"],
          ...["inner CancelledError", "inner closed", "inner starts nothing"],
          ...["outer CancelledError", "outer closed", "outer starts nothing"],
        ],
      ]);
    });

    test("what waited for something that completes after the cancel does not start", async ({ engine }) => {
      const started = gate();
      const stubborn = task({ name: "stubborn" }, async () => {
        started.open();
        await sleep("1h").catch(() => undefined);
        return 1;
      });
      const running = engine.run(flow(async () => await Promise.all([after(stubborn()), child.submit(stubborn())])));
      await started.opened;
      engine.cancel();
      const run = await running;
      expect([run.state.name, run.taskRuns.map((each) => `${each.name} ${stateNames(each).join(" ")}`)]).toEqual([
        "Cancelled",
        ["stubborn-0 Pending Running Completed", "after-0 Pending Cancelled", "stubborn-1 Pending Running Completed", "child-0 Pending Cancelled"],
      ]);
    });

    test("an attempt that is out of time, and goes on, does not keep the next one from its start", async ({ engine }) => {
      let calls = 0;
      let rounds = 0;
      const looping = task({ name: "looping", timeout: "1s", retries: 1 }, async () => {
        calls += 1;
        if (calls === 2) return "done";
        for (;;) {
          rounds += 1;
          await sleep("300ms").catch(() => undefined);
        }
      });
      const run = await engine.run(flow(async () => await looping()));
      expect([run.state.name, run.result, rounds < 30]).toEqual(["Completed", "done", true]);
    });
  });

  test("hooks of a cancelled run have a time of their own, which the run stays open for", async ({ engine }) => {
    const notes: string[] = [];
    const started = gate();
    const inner = flow(
      {
        name: "inner",
        onCancelled: async function release() {
          notes.push("release begins");
          await sleep("6s");
          notes.push("release ends");
        },
      },
      async () => {
        started.open();
        await sleep("1h");
      },
    );
    const tell = async function tell(): Promise<void> {
      await sleep("500ms");
      throw new Error("nobody there");
    };
    const running = engine.run(flow({ name: "outer", onCancelled: tell }, async () => await inner()));
    await started.opened;
    engine.cancel();
    const run = await running;
    expect([run.state.message, notes]).toEqual(["The run was cancelled. It stopped by itself.", ["release begins", "release ends"]]);
    const hookLines = ({ logs }: Pick<RunDocument, "logs">): readonly string[] =>
      logs.map(({ message }) => message.split("\n").slice(0, 2).join(" ")).filter((line) => line.includes("hook") || line.includes("Hook"));
    expect([hookLines(run), hookLines(onlyChild(run))]).toEqual([
      ["Running hook 'tell' in response to entering state 'Cancelling'", "An error was encountered while running hook 'tell' Error: nobody there"],
      ["Running hook 'release' in response to entering state 'Cancelling'", "Hook 'release' finished running successfully"],
    ]);
  });

  test("a hook of a cancelled run that never ends is left behind, and the log tells it", async ({ engine }) => {
    const started = gate();
    const hangs = flow({ name: "hangs", onCancelled: () => new Promise<void>(() => undefined) }, async () => {
      started.open();
      await sleep("1h");
    });
    const running = engine.run(hangs);
    await started.opened;
    engine.cancel();
    const run = await running;
    expect([run.state.message, run.logs.at(-1)?.message]).toEqual([
      "The run was cancelled. It stopped by itself.",
      "Hooks have not ended within 9.0s of the request to cancel the run, so it ends without them.",
    ]);
  });

  test("the time that code takes to stop is part of the run's", async ({ engine }) => {
    const started = gate();
    const deaf = task({ name: "deaf" }, async () => {
      started.open();
      await new Promise<never>(() => undefined);
    });
    const running = engine.run(flow(async () => await deaf()));
    await started.opened;
    engine.cancel();
    await engine.advance("1m");
    const { flowRun, taskRuns, state } = await running;
    expect(state.message).toBe("The run was cancelled. Its code did not stop within 5.0s, so the run ended without it.");
    expect([flowRun === null ? [] : stateNames(flowRun), Math.round((flowRun?.totalRunTimeMs ?? 0) / 1_000), Math.round((taskRuns[0]?.totalRunTimeMs ?? 0) / 1_000)]).toEqual([
      ["Pending", "Running", "Cancelling", "Cancelled"],
      5,
      5,
    ]);
  });
});
