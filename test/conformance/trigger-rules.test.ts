/** What Prefect 1 called trigger rules, by `allowFailure`, `.after` and states; `docs/concepts/dependencies.md` has the same. */
import { describe, expect } from "vitest";
import { allowFailure, concurrent, flow, task, waitAll } from "../../sdk/index.ts";
import { fails, one } from "./tasks.ts";
import { stateNames, taskRunNamed, test } from "./support.ts";

const cleanup = task({ name: "cleanup" }, async () => "cleaned");
const report = task({ name: "report" }, async (results: readonly unknown[]) => results.map((result) => (result instanceof Error ? result.message : result)));

describe("Trigger rules", () => {
  test("all_successful, the default: one that fails is enough to keep a task from starting", async ({ engine }) => {
    const run = await engine.run(flow(async () => (await cleanup.after(one.submit(), fails.submit()).submit().wait()).name));
    expect(run.result).toBe("NotReady");
  });

  test("all_finished: after what may fail", async ({ engine }) => {
    const run = await engine.run(flow(async () => await cleanup.after(allowFailure([one.submit(), fails.submit()]))()));
    expect(run.result).toBe("cleaned");
    expect(taskRunNamed(run, "cleanup-0").dependsOn.map(({ via }) => via)).toEqual(["after", "after"]);
  });

  test("all_finished, with what they gave and the errors of those that failed", async ({ engine }) => {
    const run = await engine.run(flow(async () => await report(allowFailure([one.submit(), fails.submit()]))));
    expect(run.result).toEqual([1, "Fail task!"]);
  });

  test("all_finished passes a NotReady upstream's error on too", async ({ engine }) => {
    const run = await engine.run(flow(async () => await report(allowFailure([cleanup.after(fails.submit()).submit()]))));
    expect(run.result).toEqual(["cleanup-0 did not start: its upstream fails-0 is Failed."]);
  });

  test("any_failed, all_failed, any_successful and counts: states, and an if", async ({ engine }) => {
    const count = flow({ name: "count" }, async (successes: number, failures: number) => {
      const futures = [...Array.from({ length: successes }, () => one.submit()), ...Array.from({ length: failures }, () => fails.submit())];
      const { done } = await waitAll(futures);
      const failed = done.filter(({ state }) => !state.isCompleted());
      if (failed.length > 0) await cleanup.with({ name: "any_failed" }).after(allowFailure(futures))();
      if (failed.length === done.length) await cleanup.with({ name: "all_failed" }).after(allowFailure(futures))();
      if (failed.length < done.length) await cleanup.with({ name: "any_successful" }).after(allowFailure(futures))();
    });
    const cleanups = async (successes: number, failures: number): Promise<readonly string[]> => {
      const run = await engine.run(count, successes, failures);
      expect(run.state.name).toBe("Completed");
      return run.taskRuns.filter(({ dependsOn }) => dependsOn.length === successes + failures).map(({ task: name }) => name);
    };
    expect([await cleanups(2, 0), await cleanups(1, 1), await cleanups(0, 2)]).toEqual([["any_successful"], ["any_failed", "any_successful"], ["any_failed", "all_failed"]]);
  });

  test("always_run of a whole flow: finally", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        try {
          await fails();
        } finally {
          await cleanup();
        }
      }),
    );
    expect([run.state.name, stateNames(taskRunNamed(run, "cleanup-0"))]).toEqual(["Failed", ["Pending", "Running", "Completed"]]);
  });
});

describe("Deadlock", () => {
  test("two runs that come to wait for each other fail and say so", async ({ engine }) => {
    const takes = task({ name: "takes" }, async (box: readonly unknown[]) => box.length);
    const run = await engine.run(
      flow(async () => {
        const box: unknown[] = [one.submit()];
        const first = takes.submit(box);
        const second = takes.submit([first]);
        box.push(second);
        return [await first.wait(), await second.wait()].map(({ name, message }) => [name, message?.includes("deadlock") ?? false]);
      }),
    );
    expect(run.result).toEqual([
      ["Failed", true],
      ["NotReady", false],
    ]);
  });

  test("so do three, however the waiting goes round", async ({ engine }) => {
    const takes = task({ name: "takes" }, async (box: readonly unknown[]) => box.length);
    const run = await engine.run(
      flow(async () => {
        const box: unknown[] = [one.submit()];
        const first = takes.submit(box);
        const third = takes.after(takes.submit([first])).submit([]);
        box.push({ deep: third });
        return [(await first.wait()).name, (await third.wait()).name];
      }),
    );
    expect(run.result).toEqual(["Failed", "NotReady"]);
  });

  test("a task that calls itself through the task runner ends, whatever the limit", async ({ engine }) => {
    const down: (n: number) => Promise<number> = async (n) => (n === 0 ? 0 : await again.submit(n - 1));
    const again = task({ name: "again" }, down);
    const run = await engine.run(flow({ taskRunner: concurrent({ max: 1 }) }, async () => await again.submit(33)));
    expect([run.result, run.taskRuns.length]).toEqual([0, 34]);
  });
});
