import { describe, expect } from "vitest";
import { allowFailure, Failed, flow, sleep, tags, task } from "../../sdk/index.ts";
import { flowRunNow, onlyChild, property, schema, stateNames, taskRunNamed, taskStates, test, thrownBy } from "./support.ts";

const fails = task({ name: "fails" }, async () => {
  throw new RangeError("Fail task!");
});

describe("Subflows", () => {
  test("SU01 a flow called in a flow gives its value", async ({ engine }) => {
    const child = flow(async (x: number, y: number, z: number) => x + y + z);
    const run = await engine.run(flow(async () => await child(1, 2, 3)));
    expect(run.result).toBe(6);
  });

  test("SU03 a parent that returns the states of its children counts those that failed", async ({ engine }) => {
    const parameters = schema((value) => (typeof property(value, "x") === "number" ? { x: property(value, "x") } : "x is not a number"));
    const child = flow({ parameters }, async (x: unknown) => x);
    const run = await engine.run(flow(async () => [await child.returnState("foo"), await child.returnState(1)]));
    expect([run.state.type, run.state.message]).toEqual(["FAILED", expect.stringContaining("1/2 states failed.")]);
  });

  test("SU04 a child run and its tracking task run name each other", async ({ engine }) => {
    const child = flow({ name: "child", version: "2" }, async () => 1);
    const run = await engine.run(flow(async () => await child()));
    const tracking = run.taskRuns[0];
    const childRun = onlyChild(run).flowRun;
    expect([
      childRun?.parentTaskRunId,
      childRun?.states.map((state) => state.taskRunId),
      tracking?.state.childFlowRunId,
      tracking?.childFlowRunId,
      tracking?.flowRunId,
      tracking?.task,
      childRun?.version,
    ]).toEqual([tracking?.id, [tracking?.id, tracking?.id, tracking?.id], childRun?.id, childRun?.id, run.flowRun?.id, "child", "2"]);
  });

  test("SU05 a child flow whose upstream failed never starts", async ({ engine }) => {
    let calls = 0;
    const child = flow({ name: "child" }, async () => {
      calls += 1;
    });
    const run = await engine.run(
      flow(async () => {
        const state = await child.after(fails.submit()).returnState();
        return [state.type, state.name];
      }),
    );
    expect([run.result, calls]).toEqual([["PENDING", "NotReady"], 0]);
  });

  test("SU07 a child flow receives the error of an upstream that is allowed to fail", async ({ engine }) => {
    const child = flow({ name: "child" }, async (x: unknown) => (x instanceof RangeError ? x.message : "no error"));
    const run = await engine.run(flow(async () => await child(allowFailure(fails.submit()))));
    const tracking = run.taskRuns.find((taskRun) => taskRun.childFlowRunId !== null);
    expect([run.result, tracking?.dependsOn]).toEqual([
      "Fail task!",
      [{ taskRunId: taskRunNamed(run, "fails-0").id, via: "future", parameter: "x" }],
    ]);
  });

  test("SU08 a flow may call itself, and each level is a run of its own", async ({ engine }) => {
    const ids = new Set<unknown>();
    const countDown = flow(async (n: number): Promise<number> => {
      ids.add(flowRunNow().id);
      return n === 0 ? 0 : 1 + ((await countDown(n - 1)));
    });
    const run = await engine.run(countDown, 3);
    expect([run.result, ids.size, onlyChild(onlyChild(onlyChild(run))).flowRun?.parameters]).toEqual([3, 4, { n: 0 }]);
  });

  test("PO27 each state of a child run is a state of its tracking task run", async ({ engine }) => {
    const child = flow({ name: "child", retries: 1 }, async () => {
      if (flowRunNow().attempt === 1) throw new Error("again");
      return 1;
    });
    const run = await engine.run(flow(async () => await child()));
    const childRun = onlyChild(run).flowRun;
    const tracking = run.taskRuns[0];
    expect(tracking?.states.map(({ type, name, childFlowRunId }) => [type, name, childFlowRunId])).toEqual(
      childRun?.states.map(({ type, name }) => [type, name, childRun.id]),
    );
    expect(tracking && stateNames(tracking)).toEqual(["Pending", "Running", "AwaitingRetry", "Running", "Completed"]);
  });
});

describe("Subflows: neighbours", () => {
  test("a child flow given the state of a failed run never starts", async ({ engine }) => {
    const child = flow({ name: "child" }, async (x: unknown) => x);
    const run = await engine.run(
      flow(async () => {
        const error = await thrownBy(async () => await child(await fails.returnState()));
        return [error.name, property(error.cause, "message")];
      }),
    );
    expect([run.result, onlyChild(run).flowRun?.state.name]).toEqual([["UpstreamTaskError", "Fail task!"], "NotReady"]);
  });

  test("a child flow waits for a list that fills later, and does not start if an element failed", async ({ engine }) => {
    const list = task(async () => [1, 2, 3]);
    const failOn2 = task({ name: "failOn2" }, async (x: number) => {
      if (x === 2) throw new RangeError("two");
      return x;
    });
    const child = flow({ name: "child" }, async (x: unknown) => x);
    const run = await engine.run(flow(async () => (await child.submit(failOn2.map(list.submit())).wait()).name));
    expect([run.result, onlyChild(run).flowRun?.state.name]).toEqual(["NotReady", "NotReady"]);
  });

  test("a child that fails throws its error into the parent", async ({ engine }) => {
    const thrown = new RangeError("from the child");
    const child = flow(async () => {
      throw thrown;
    });
    const run = await engine.run(flow(async () => (await thrownBy(() => child())) === thrown));
    expect(run.result).toBe(true);
  });

  test("a parent that does not catch the failure of its child is Failed too", async ({ engine }) => {
    const child = flow(async () => Failed({ message: "nothing there" }));
    const run = await engine.run(flow(async () => await child()));
    expect([run.state.type, run.error?.message]).toEqual(["FAILED", "nothing there"]);
  });

  test("child flows are submitted like tasks and run side by side", async ({ engine }) => {
    const child = flow({ name: "child" }, async (x: number) => {
      await sleep("1h");
      return x;
    });
    const run = await engine.run(flow(async () => await Promise.all([child.submit(1), child.submit(2)])));
    expect([run.result, run.childRuns.length, Math.round(run.flowRun?.totalRunTimeMs ?? 0)]).toEqual([[1, 2], 2, 3_600_000]);
  });

  test("a child run and its root know each other", async ({ engine }) => {
    const grandchild = flow({ name: "grandchild" }, async () => 1);
    const child = flow({ name: "child" }, async () => await grandchild());
    const run = await engine.run(flow(async () => await child()));
    const rootIds = [run, onlyChild(run), onlyChild(onlyChild(run))].map((each) => each.flowRun?.rootRunId);
    expect(rootIds).toEqual([run.flowRun?.id, run.flowRun?.id, run.flowRun?.id]);
  });

  test("the task runs and logs of a child stand in its own document", async ({ engine }) => {
    const step = task({ name: "step" }, async () => 1);
    const child = flow({ name: "child" }, async () => await step());
    const run = await engine.run(flow({ name: "parent" }, async () => await child()));
    expect([taskStates(onlyChild(run)), run.taskRuns.map((taskRun) => taskRun.task)]).toEqual([
      [["step-0", ["Pending", "Running", "Completed"]]],
      ["child"],
    ]);
  });

  test("a child that times out fails alone", async ({ engine }) => {
    const child = flow({ timeout: "1s" }, async () => await sleep("1h"));
    const run = await engine.run(flow(async () => (await child.returnState()).name));
    expect([run.result, run.state.name]).toEqual(["TimedOut", "Completed"]);
  });

  test("a child run has the tags around it and its own", async ({ engine }) => {
    const child = flow({ name: "child", tags: ["own"] }, async () => 1);
    const run = await engine.run(flow(async () => await tags("a", "b", () => child())));
    expect([...(onlyChild(run).flowRun?.tags ?? [])].sort()).toEqual(["a", "b", "own"]);
  });

  test("runtime in a child flow tells about the child", async ({ engine }) => {
    const child = flow({ name: "child" }, async () => flowRunNow().id);
    const run = await engine.run(flow(async () => [flowRunNow().id, await child()]));
    expect(run.result).toEqual([run.flowRun?.id, onlyChild(run).flowRun?.id]);
  });
});
