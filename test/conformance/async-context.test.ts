/** What user code keeps by async context (the trace of a request, a tenant) is there in a task as in any function it calls. */
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect } from "vitest";
import { concurrent, flow, task } from "../../sdk/index.ts";
import { test } from "./support.ts";

const tenant = new AsyncLocalStorage<string>();
const seen = (of: string): string => `${of}:${tenant.getStore() ?? "none"}`;
const names = ["a", "b", "c"];

const look = task((of: string) => seen(of));
const fails = { left: 0 };
const lookAgain = task({ retries: 1, retryDelay: "1s" }, (of: string) => {
  fails.left -= 1;
  if (fails.left >= 0) throw new Error("not yet");
  return seen(of);
});
const lookIn = flow({ name: "look in" }, async (of: string) => `${seen(of)} ${await look(of)}`);

describe("the caller's async context", () => {
  test("reaches each of several tasks that are called at once", async ({ engine }) => {
    const all = flow(async () => await Promise.all(names.map((name) => tenant.run(name, async () => await look(name)))));
    expect((await engine.run(all)).result).toEqual(["a:a", "b:b", "c:c"]);
  });

  test("reaches a task that waits for a place, which comes free where another ends", async ({ engine }) => {
    const all = flow({ taskRunner: concurrent({ max: 1 }) }, async () => await Promise.all(names.map((name) => tenant.run(name, async () => await look.submit(name)))));
    expect((await engine.run(all)).result).toEqual(["a:a", "b:b", "c:c"]);
  });

  test("reaches each run of a map", async ({ engine }) => {
    const all = flow({ taskRunner: concurrent({ max: 1 }) }, async () => await tenant.run("x", async () => await look.map(names)));
    expect((await engine.run(all)).result).toEqual(["a:x", "b:x", "c:x"]);
  });

  test("is that of the call, not of the upstream that the task waits for", async ({ engine }) => {
    const all = flow(async () => {
      const upstream = tenant.run("upstream", () => look.submit("first"));
      return await tenant.run("own", async () => await look.submit(upstream));
    });
    expect((await engine.run(all)).result).toBe("first:upstream:own");
  });

  test("holds over a retry", async ({ engine }) => {
    fails.left = 1;
    const all = flow(async () => await tenant.run("x", async () => await lookAgain("a")));
    expect((await engine.run(all)).result).toBe("a:x");
  });

  test("reaches child flows and their tasks", async ({ engine }) => {
    const all = flow(async () => await Promise.all(names.map((name) => tenant.run(name, async () => await lookIn(name)))));
    expect((await engine.run(all)).result).toEqual(names.map((name) => `${name}:${name} ${name}:${name}`));
  });
});
