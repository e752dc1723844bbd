import { describe, expect } from "vitest";
import { Cancelled, Completed, Crashed, Failed, flow, Paused, Pending, Running, sleep, task, type State } from "../../sdk/index.ts";
import { onlyChild, taskRunNamed, test, thrownBy } from "./support.ts";

const works = task({ name: "works" }, async () => 1);
const fails = task({ name: "fails" }, async () => {
  throw new Error("no");
});

describe("Flow final state", () => {
  test("FS03 a flow that returns states of which two failed is Failed and counts them", async ({ engine }) => {
    const run = await engine.run(flow(async () => [await fails.returnState(), await fails.returnState(), await works.returnState()]));
    expect([run.state.type, run.state.message]).toEqual(["FAILED", "2/3 states failed."]);
  });

  test("FS05 a flow that returns the state of a cancelled child is Cancelled", async ({ engine }) => {
    const child = flow(async () => Cancelled());
    const run = await engine.run(flow(async () => await child.returnState()));
    expect([run.state.type, run.state.message]).toEqual(["CANCELLED", "1/1 states cancelled."]);
  });

  test("FS06 a flow that returns Paused is Paused and has no result yet", async ({ engine }) => {
    const child = flow({ name: "child" }, async () => Paused());
    const run = await engine.run(
      flow(async () => {
        const error = await thrownBy(() => child());
        return [error.name, error.message];
      }),
    );
    expect([onlyChild(run).flowRun?.state.type, run.result]).toEqual([
      "PAUSED",
      ["PausedRunError", expect.stringContaining("result is not available")],
    ]);
  });

  test("FS07 a flow that returns Cancelled is Cancelled", async ({ engine }) => {
    const run = await engine.run(flow(async () => Cancelled({ message: "not today" })));
    expect([run.state.type, run.state.name, run.state.message]).toEqual(["CANCELLED", "Cancelled", "not today"]);
  });

  const aggregates: readonly (readonly [string, readonly State[], readonly [string, string]])[] = [
    ["FS09 completed states alone come to Completed", [Completed(), Completed()], ["COMPLETED", "All states completed."]],
    ["FS10 failed states are counted", [Completed(), Failed(), Failed()], ["FAILED", "2/3 states failed."]],
    ["FS11 states that are not final are counted", [Completed(), Running(), Pending()], ["FAILED", "2/3 states are not final."]],
    ["FS16 crashed states count as failed", [Failed(), Failed(), Failed(), Crashed(), Crashed()], ["FAILED", "5/5 states failed."]],
  ];
  test.for(aggregates)("%s", async ([, states, expected], { engine }) => {
    const run = await engine.run(flow(async () => states));
    expect([run.state.type, run.state.message]).toEqual(expected);
  });

  test("FS12 a plain value is the data of Completed, and a state that the flow built stays as it is", async ({ engine }) => {
    const plain = await engine.run(flow(async () => "foo"));
    const built = await engine.run(flow(async () => Completed({ name: "Greeted", message: "hello!", data: 1 })));
    expect([
      [plain.state.name, await plain.state.result()],
      [built.state.name, built.state.message, await built.state.result()],
    ]).toEqual([
      ["Completed", "foo"],
      ["Greeted", "hello!", 1],
    ]);
  });

  test("FS13 an empty list and an object of states are plain data", async ({ engine }) => {
    const empty = await engine.run(flow(async () => []));
    const keyed = await engine.run(flow(async () => ({ failed: Failed() })));
    expect([empty.state.name, empty.result, keyed.state.name, keyed.state.message ?? null]).toEqual(["Completed", [], "Completed", null]);
  });

  test("FS14 the state of a run, returned alone, is aggregated", async ({ engine }) => {
    const run = await engine.run(flow(async () => await works.returnState()));
    expect([run.state.type, run.state.message]).toEqual(["COMPLETED", "All states completed."]);
  });
});

describe("Flow final state: neighbours", () => {
  test("a state that several runs return is the final state of each", async ({ engine }) => {
    const skipped = Completed({ name: "Skipped", message: "up to date", data: 7 });
    const skips = task({ name: "skips" }, async () => skipped);
    const run = await engine.run(flow(async () => [await skips(), await skips()]));
    expect([run.result, run.taskRuns.map(({ state }) => [state.name, state.message])]).toEqual([
      [7, 7],
      [
        ["Skipped", "up to date"],
        ["Skipped", "up to date"],
      ],
    ]);
  });

  test("a state that a flow built belongs to its run and has its time", async ({ engine }) => {
    const run = await engine.run(flow(async () => Failed({ name: "Refused", message: "not today" })));
    const { name, message, flowRunId, timestamp } = run.state;
    expect([name, message, flowRunId, timestamp]).toEqual(["Refused", "not today", run.flowRun?.id, run.flowRun?.endTime]);
  });

  test("one cancelled state outweighs the failed ones", async ({ engine }) => {
    const run = await engine.run(flow(async () => [Failed(), Cancelled(), Completed()]));
    expect([run.state.type, run.state.message]).toEqual(["CANCELLED", "1/3 states cancelled."]);
  });

  test("the value of a call that returns states is the array of their results", async ({ engine }) => {
    const child = flow(async () => [await works.returnState(), await works.returnState()]);
    const run = await engine.run(flow(async () => await child()));
    expect(run.result).toEqual([1, 1]);
  });

  test("a returned list that holds a failed future fails the flow and counts it", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        const futures = [works.submit(), fails.submit()];
        await Promise.allSettled(futures);
        return futures;
      }),
    );
    expect([run.state.type, run.state.message]).toEqual(["FAILED", "1/2 states failed."]);
  });

  test("a returned future is awaited", async ({ engine }) => {
    const slow = task(async () => {
      await sleep("1h");
      return 42;
    });
    const run = await engine.run(flow(() => slow.submit()));
    expect([run.state.name, run.result]).toEqual(["Completed", 42]);
  });

  test("a failed task run that nobody awaits leaves the flow Completed and is named in a warning", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        void fails.submit();
        return "fine";
      }),
    );
    const warnings = run.logs.filter((log) => log.level === "warn" && log.message.includes("fails-0"));
    expect([run.state.name, run.result, taskRunNamed(run, "fails-0").state.name, warnings.length]).toEqual(["Completed", "fine", "Failed", 1]);
  });

  test("a failure that the flow catches is named in no warning", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        await thrownBy(() => fails());
      }),
    );
    expect([run.state.name, run.logs.filter((log) => log.level === "warn")]).toEqual(["Completed", []]);
  });

  test("a state with an error ends the flow with that error", async ({ engine }) => {
    const run = await engine.run(flow(async () => Failed({ error: new RangeError("too far"), message: "stopped" })));
    expect([run.state.message, run.error?.name, await thrownBy(() => run.state.result())]).toEqual(["stopped", "RangeError", new RangeError("too far")]);
  });

  test("a flow that throws what is no Error fails with its text", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        throw "just a text";
      }),
    );
    expect([run.state.type, run.error?.message]).toEqual(["FAILED", "just a text"]);
  });

  test("a Crashed that a flow builds is its final state", async ({ engine }) => {
    const run = await engine.run(flow(async () => Crashed({ message: "lost" })));
    const error = await thrownBy(() => run.state.result());
    expect([run.state.type, error.name, error.message]).toEqual(["CRASHED", "CrashedError", "lost"]);
  });
});
