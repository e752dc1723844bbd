import { describe, expect } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { concurrent, flow, sleep, task } from "../../sdk/index.ts";
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

describe("Cancellation", () => {
  test("PA13 unfinished task runs and child flows of a cancelled run become Cancelled, finished ones stay as they are", async ({ engine }) => {
    const started = gate();
    const waits = task({ name: "waits" }, async () => {
      started.open();
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
