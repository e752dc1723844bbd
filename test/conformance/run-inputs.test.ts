import { describe, expect } from "vitest";
import { flow, receiveInput, runtime, sendInput, sleep } from "../../sdk/index.ts";
import type { ReceiveInputOptions } from "../../sdk/inputs/receive-input.ts";
import { test, thrownBy } from "./support.ts";

async function all(options: ReceiveInputOptions): Promise<unknown[]> {
  const received: unknown[] = [];
  for await (const value of receiveInput(options)) received.push(value);
  return received;
}

function own(): string {
  return runtime.flowRun?.id ?? "";
}

describe("Inputs of a flow run", () => {
  test("PA12 all that was sent is received in order, and by each receiver from the first", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        for (const n of [1, 2, 3]) await sendInput(own(), n);
        const first = await all({ timeout: "5s" });
        await sendInput(own(), { n: new Date(4) });
        return [first, (await all({ timeout: 0 })).length, (await all({ timeout: 0 })).at(-1)];
      }),
    );
    expect(run.result).toEqual([[1, 2, 3], 4, { n: new Date(4) }]);
  });

  test("PA12 what was seen can be passed over, so that only the newest is given", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        await sendInput(own(), "old");
        const seen: string[] = [];
        for await (const { metadata } of receiveInput({ timeout: 0, withMetadata: true })) seen.push(metadata.key);
        await sendInput(own(), "new");
        return await all({ timeout: 0, excludeKeys: seen });
      }),
    );
    expect(run.result).toEqual(["new"]);
  });

  test("PA12 the end of the time ends the iteration, or is an error where that is wanted", async ({ engine }) => {
    const run = await engine.run(flow(async () => [await all({ timeout: "5s" }), (await thrownBy(() => all({ timeout: "5s", raiseTimeoutError: true }))).name]));
    expect(run.result).toEqual([[], "WaitTimeoutError"]);
  });

  test.for([
    ["an instance of a class", () => new (class Order {})()],
    ["a function", () => all],
  ] as const)("%s is refused where it is sent, so that no receiver is left without it", async ([, make], { engine }) => {
    const run = await engine.run(flow(async () => [(await thrownBy(() => sendInput(own(), make()))).name, await all({ timeout: 0 })]));
    expect(run.result).toEqual(["SerializationError", []]);
  });

  test("a channel is received by its key alone", async ({ engine }) => {
    const run = await engine.run(
      flow(async () => {
        await sendInput(own(), "a", { key: "letters" });
        await sendInput(own(), 1);
        return [await all({ key: "letters", timeout: 0 }), await all({ timeout: 0 })];
      }),
    );
    expect(run.result).toEqual([["a"], [1]]);
  });

  test("a receiver waits for what comes later, and responds to who has sent it", async ({ engine }) => {
    const asked = flow({ name: "asked" }, async (id: { readonly of: string }) => {
      await sleep("1m");
      await sendInput(id.of, "ping");
      for await (const answer of receiveInput<string>({ timeout: "1m" })) return answer;
      return "none";
    });
    const run = await engine.run(
      flow(async () => {
        const child = asked({ of: own() });
        for await (const { value, metadata, respond } of receiveInput<string>({ timeout: "5m", withMetadata: true })) {
          await respond(`${value} pong`);
          return [metadata.sender !== null && metadata.receiver === own(), await child];
        }
        return [];
      }),
    );
    expect(run.result).toEqual([true, "ping pong"]);
  });

  test("what is sent to no run is an error, and so is receiving outside of one", async ({ engine }) => {
    const run = await engine.run(flow(async () => (await thrownBy(() => sendInput("11111111-1111-4111-8111-111111111111", 1))).name));
    expect(run.result).toBe("RunNotFoundError");
    expect((await thrownBy(() => all({}))).name).toBe("MissingContextError");
  });
});
