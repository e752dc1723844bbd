/** Results that are kept under a key wait for the commit of the transaction that they are made in. */
import { expect } from "vitest";
import { cache, flow, task, transaction } from "../../sdk/index.ts";
import { gate, logged, taskStates, test, thrownBy } from "./support.ts";

const inner = task({ name: "inner", cachePolicy: cache.inputs }, async (n: number) => n);

function namesOf(run: Parameters<typeof taskStates>[0], task: string): readonly (string | undefined)[] {
  return taskStates(run).filter(([name]) => name.startsWith(task)).map(([, names]) => names.at(-1));
}

test("a task that is called twice in a task is not answered before that has ended, but in an eager transaction", async ({ engine }) => {
  const outer = task({ name: "outer" }, async (n: number) => {
    await inner(n);
    await inner(n);
  });
  const eager = task({ name: "eager" }, async (n: number) => await transaction({ commitMode: "eager" }, async () => {
    await inner(n);
    await inner(n);
  }));
  const lazyRun = await engine.run(flow(async () => {
    await outer(1);
    await inner(1);
  }));
  const eagerRun = await engine.run(flow(async () => await eager(2)));
  expect([namesOf(lazyRun, "inner"), namesOf(eagerRun, "inner")]).toEqual([["Completed", "Completed", "Cached"], ["Completed", "Cached"]]);
});

test("in a block results are kept at its end, and of one that is rolled back never", async ({ engine }) => {
  const run = await engine.run(flow(async () => {
    await transaction(async () => {
      await inner(1);
      await inner(1);
    });
    await inner(1);
    await thrownBy(() => transaction(async () => {
      await inner(2);
      throw new Error("foo");
    }));
    await inner(2);
    await inner(2);
  }));
  expect(namesOf(run, "inner")).toEqual(["Completed", "Completed", "Cached", "RolledBack", "Completed", "Cached"]);
});

test("what a failed task has kept is kept for nobody, and its calls stay as they are", async ({ engine }) => {
  const outer = task({ name: "outer", retries: 1 }, async (n: number) => {
    await inner(n);
    throw new Error("foo");
  });
  const run = await engine.run(flow(async () => {
    await outer.returnState(1);
    await inner(1);
  }));
  expect(namesOf(run, "inner")).toEqual(["Completed", "Completed", "Completed"]);
});

test("what was answered from the cache was committed by another, and is not rolled back", async ({ engine }) => {
  const run = await engine.run(flow(async () => {
    await inner(1);
    await thrownBy(() => transaction(async () => {
      await inner(1);
      throw new Error("foo");
    }));
  }));
  expect(namesOf(run, "inner")).toEqual(["Completed", "Cached"]);
});

test("a commit hook that throws keeps nothing, and the task stays completed", async ({ engine }) => {
  const refused = task({ name: "refused", cachePolicy: cache.inputs, onCommit: () => Promise.reject(new Error("not now")) }, async (n: number) => n);
  const run = await engine.run(flow(async () => [await refused(1), await refused(1)]));
  expect([run.result, namesOf(run, "refused")]).toEqual([[1, 1], ["Completed", "Completed"]]);
});

test("a serializable key that a task has in a transaction is held until the commit", async ({ engine }) => {
  const alone = task({ name: "alone", cachePolicy: cache.inputs, isolation: "serializable" }, async (n: number) => n);
  const run = await engine.run(flow(async () => {
    const isDone = gate();
    const mayEnd = gate();
    const first = transaction(async () => {
      await alone(1);
      await alone(1);
      isDone.open();
      await mayEnd.opened;
    });
    await isDone.opened;
    const second = alone(1);
    setImmediate(() => mayEnd.open());
    await Promise.all([first, second]);
  }));
  expect([run.state.name, namesOf(run, "alone"), logged(run)]).toEqual(["Completed", ["Completed", "Completed", "Cached"], []]);
});

test("a serializable key is free again after a rollback", async ({ engine }) => {
  const alone = task({ name: "alone", cachePolicy: cache.inputs, isolation: "serializable" }, async (n: number) => n);
  const run = await engine.run(flow(async () => {
    await thrownBy(() => transaction(async () => {
      await alone(1);
      throw new Error("foo");
    }));
    await alone(1);
  }));
  expect([run.state.name, namesOf(run, "alone")]).toEqual(["Completed", ["RolledBack", "Completed"]]);
});
