import { describe, expect } from "vitest";
import { z } from "zod";
import { flow, pause, sleep, suspend, task } from "../../sdk/index.ts";
import { stateNames, test, thrownBy } from "./support.ts";


describe("Pause", () => {
  test("PA03 a pause inside of a task pauses its flow run", async ({ engine }) => {
    const ask = task({ name: "ask" }, async () => await pause({ input: Number }));
    const running = engine.run(flow(async () => (await ask()) + 1));
    const paused = await engine.paused();
    expect([paused.kind, paused.number]).toEqual(["paused", 1]);
    await engine.resume(paused, 41);
    const run = await running;
    expect([run.result, run.flowRun && stateNames(run.flowRun), run.taskRuns.map(stateNames)]).toEqual([
      42,
      ["Pending", "Running", "Paused", "Running", "Completed"],
      [["Pending", "Running", "Completed"]],
    ]);
  });

  test("PA04 a pause with a schema returns what it makes of the answer", async ({ engine }) => {
    const running = engine.run(flow(async () => await pause({ input: z.object({ x: z.number() }) })));
    const paused = await engine.paused();
    expect(paused.schema).toMatchObject({ type: "object", properties: { x: { type: "number" } }, required: ["x"] });
    await engine.resume(paused, { x: 42 });
    expect((await running).result).toEqual({ x: 42 });
  });

  test("PA05 a pause for one number takes it as a field of a form, and as it is", async ({ engine }) => {
    const running = engine.run(flow(async () => [await pause({ input: Number }), await pause({ input: Number })]));
    const first = await engine.paused();
    expect(first.schema).toMatchObject({ properties: { value: { type: "number" } }, required: ["value"] });
    await engine.resume(first, { value: 42 });
    await engine.resume(await engine.paused(), 43);
    expect((await running).result).toEqual([42, 43]);
  });

  test("PA09 an answer that does not fit is refused, and the run waits on", async ({ engine }) => {
    const running = engine.run(flow(async () => await pause({ input: z.object({ approved: z.boolean() }) })));
    const paused = await engine.paused();
    const refused = await thrownBy(() => engine.resume(paused, { approved: "not a bool!" }));
    expect([refused.name, refused.message]).toEqual(["InputRefusedError", expect.stringContaining("approved: ")]);
    expect((await engine.paused()).number).toBe(1);
    await engine.resume(paused, { approved: true });
    expect((await running).result).toEqual({ approved: true });
  });

  test("PA09 nothing need be given where every field has a default or a value to start from", async ({ engine }) => {
    const schema = z.object({ approved: z.boolean().default(false), note: z.string() });
    const running = engine.run(flow(async () => await pause({ input: schema, initial: { note: "fine" } })));
    const paused = await engine.paused();
    expect(paused.schema?.required ?? []).toEqual([]);
    await engine.resume(paused);
    expect((await running).result).toEqual({ approved: false, note: "fine" });
  });

  test("PA11 a pause that nobody answers in time fails the run, and no earlier", async ({ engine }) => {
    const running = engine.run(flow({ retries: 2 }, async () => await pause({ timeout: "5m" })));
    await engine.paused();
    await engine.advance("4m");
    expect((await engine.paused()).number).toBe(1);
    await engine.advance("1m");
    const { state, flowRun } = await running;
    expect([state.name, state.message, flowRun && stateNames(flowRun)]).toEqual([
      "Failed",
      "The flow was paused and never resumed.",
      ["Pending", "Running", "Paused", "Failed"],
    ]);
    const error = await thrownBy(() => state.result());
    expect([error.name, error.stack]).toEqual(["PausedTimeoutError", expect.stringMatching(/^PausedTimeoutError: .*\n\s+at .*pause\.test\.ts:\d+:\d+/)]);
  });

  test("PA11 what the code does about a pause that has expired changes nothing", async ({ engine }) => {
    const after = task({ name: "after" }, () => 1);
    const running = engine.run(flow(async () => await pause({ timeout: "5m" }).catch(() => after())));
    await engine.paused();
    await engine.advance("1h");
    expect((await running).state.name).toBe("Failed");
  });

  test("PO21 a key is answered once: a later pause with it returns that answer, and the run stays Running", async ({ engine }) => {
    const running = engine.run(flow(async () => [await pause({ key: "hello", input: Number }), await pause({ key: "hello", input: Number })]));
    await engine.resume(await engine.paused(), 1);
    const run = await running;
    expect([run.result, run.flowRun && stateNames(run.flowRun)]).toEqual([[1, 1], ["Pending", "Running", "Paused", "Running", "Completed"]]);
  });

  test("an answer holds for the flow's retries, with and without a key", async ({ engine }) => {
    let calls = 0;
    const flaky = flow({ retries: 1 }, async () => {
      const answers = [await pause({ input: Number }), await pause({ key: "k", input: String })];
      calls += 1;
      if (calls === 1) throw new Error("no");
      return answers;
    });
    const running = engine.run(flaky);
    await engine.resume(await engine.paused(), 1);
    await engine.resume(await engine.paused(), "a");
    const run = await running;
    expect([run.result, run.flowRun?.states.filter(({ name }) => name === "Paused").length]).toEqual([[1, "a"], 2]);
  });

  test("what a person takes to answer is no time of the flow's and the task's timeouts", async ({ engine }) => {
    const ask = task({ timeout: "10s" }, async () => await pause<number>());
    const running = engine.run(flow({ timeout: "20s" }, async () => await ask()));
    const paused = await engine.paused();
    await engine.advance("30m");
    await engine.resume(paused, 7);
    expect((await running).result).toBe(7);
  });

  test("the time after the answer counts toward the timeout again", async ({ engine }) => {
    const running = engine.run(
      flow({ timeout: "20s" }, async () => {
        await pause();
        await sleep("1m");
      }),
    );
    await engine.resume(await engine.paused());
    expect((await running).state.name).toBe("TimedOut");
  });

  test("task runs under way go on, and call others; what the flow calls waits until it goes on", async ({ engine }) => {
    const inner = task({ name: "inner" }, () => 1);
    const outer = task({ name: "outer" }, async () => {
      await sleep("1s");
      return await inner();
    });
    const late = task({ name: "late" }, () => 2);
    const asking = flow(async () => {
      const first = outer();
      const answer = pause();
      await first;
      const second = late();
      await answer;
      return await second;
    });
    const running = engine.run(asking);
    const paused = await engine.paused();
    await engine.advance("10s");
    await engine.resume(paused);
    const run = await running;
    const waiting = run.taskRuns.find(({ name }) => name === "late-0");
    const wentOn = run.flowRun?.states[3]?.timestamp ?? "";
    expect([run.result, waiting?.why]).toEqual([2, "Waits until its flow run, which is paused, goes on."]);
    expect((waiting?.states[1]?.timestamp ?? "") > wentOn).toBe(true);
    expect((run.taskRuns.find(({ name }) => name === "inner-0")?.endTime ?? "") < wentOn).toBe(true);
  });

  test("pauses of one flow run are asked one after the other", async ({ engine }) => {
    const running = engine.run(flow(async () => await Promise.all([pause({ input: Number }), pause({ input: Number })])));
    await engine.resume(await engine.paused(), 1);
    const second = await engine.paused();
    expect(second.number).toBe(2);
    await engine.resume(second, 2);
    expect((await running).result).toEqual([1, 2]);
  });

  test("a child flow that pauses leaves its parent Running", async ({ engine }) => {
    const child = flow({ name: "child" }, async () => await pause({ input: String }));
    const running = engine.run(flow(async () => await child()));
    const paused = await engine.paused();
    expect(paused.flow).toBe("child");
    await engine.resume(paused, "ok");
    const run = await running;
    expect([run.result, run.flowRun && stateNames(run.flowRun), run.taskRuns.map(stateNames)]).toEqual([
      "ok",
      ["Pending", "Running", "Completed"],
      [["Pending", "Running", "Paused", "Running", "Completed"]],
    ]);
  });

  test("a paused run that is cancelled ends at once", async ({ engine }) => {
    const running = engine.run(flow(async () => await pause()));
    await engine.paused();
    engine.cancel();
    const run = await running;
    expect(run.flowRun && stateNames(run.flowRun)).toEqual(["Pending", "Running", "Paused", "Cancelling", "Cancelled"]);
  });

  test("a pause that nobody awaits does not outlive its flow", async ({ engine }) => {
    const running = engine.run(
      flow(async () => {
        void pause();
        await Promise.resolve();
        return 1;
      }),
    );
    expect((await running).state.name).toBe("Completed");
  });

  test("a pause outside of a flow is a MissingContextError, one with a bad option names it", async ({ engine }) => {
    expect((await thrownBy(() => pause())).name).toBe("MissingContextError");
    const alone = await engine.run(task(async () => await pause()));
    expect((await thrownBy(() => alone.state.result())).name).toBe("MissingContextError");
    const bad = await engine.run(flow(async () => await pause({ timeout: "soon" as "1h" })));
    expect((await thrownBy(() => bad.state.result())).message).toContain('the option timeout is "soon"');
  });

  test("PO22 a run is suspended once its task runs are done; a child flow cannot be", async ({ engine }) => {
    const slow = task({ name: "slow" }, async () => {
      await sleep("1m");
      return 1;
    });
    const run = await engine.run(
      flow(async () => {
        void slow();
        return await suspend();
      }),
    );
    expect([run.state.name, run.flowRun?.pause?.kind, run.taskRuns.map(({ state }) => state.name)]).toEqual(["Suspended", "suspended", ["Completed"]]);
    const child = flow({ name: "child" }, async () => await suspend());
    const refused = await engine.run(flow(async () => await child()));
    expect([refused.state.name, (await thrownBy(() => refused.state.result())).name]).toEqual(["Failed", "PauseRefusedError"]);
  });

  test("a suspension that waits for task runs can be cancelled", async ({ engine }) => {
    const slow = task(async () => await sleep("1m"));
    const started = task(async () => engine.cancel());
    const run = await engine.run(
      flow(async () => {
        void slow();
        void started();
        return await suspend();
      }),
    );
    expect(run.state.name).toBe("Cancelled");
  });
});
