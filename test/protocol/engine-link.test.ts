import { expect, test } from "vitest";
import type { Clock } from "../../core/base/clock.ts";
import type { EngineSnapshot } from "../../core/protocol/editor-api.ts";
import { EngineLink, type EngineListener } from "../../core/protocol/engine-link.ts";

/** A clock that stands still until `pass`. */
function makeClock(): Clock & { pass(ms: number): void } {
  let nowMs = 0;
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  return {
    nowUs: () => nowMs * 1_000,
    startTimer(delayMs, callback) {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    pass(ms) {
      nowMs += ms;
      for (const timer of [...timers]) {
        if (timer.atMs > nowMs) continue;
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}

const snapshot: EngineSnapshot = { revision: 1, flows: [], problems: [], isScanned: true, runs: [], lastRuns: {}, sdk: { kind: "missing" }, node: { kind: "missing", path: "node" }, store: { kind: "writable" } };

/** An engine that answers as it is told, and what was seen of it. */
function makeLink(answer: (method: string) => unknown = () => null): { link: EngineLink; clock: ReturnType<typeof makeClock>; seen: string[]; listeners: EngineListener[] } {
  const clock = makeClock();
  const seen: string[] = [];
  const listeners: EngineListener[] = [];
  const link = new EngineLink({ uri: "file:///ws", name: "ws" }, {
    clock,
    settings: () => ({}) as never,
    log: (level, message) => void seen.push(`${level} ${message}`),
    gaveUp: () => void seen.push("gave up"),
    connect: async (listener) => {
      listeners.push(listener);
      seen.push("connect");
      return {
        request: async (method) => (method === "millrace/snapshot" ? snapshot : answer(method)),
        close: async () => void seen.push("close"),
      };
    },
  });
  link.onNews(({ kind }) => kind === "status" && seen.push(link.status));
  return { link, clock, seen, listeners };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("what is asked while it comes up is answered when it is up", async () => {
  const { link } = makeLink(() => "answer");
  const asked = link.request("millrace/staticEdges", { runId: "a" });
  await link.start();
  expect(await asked).toBe("answer");
});

test("it is started again when it has died, and given up when it dies too often", async () => {
  const { link, clock, seen, listeners } = makeLink();
  await link.start();
  for (let death = 0; death < 5; death++) {
    listeners.at(-1)?.died();
    clock.pass(10_000);
    await settled();
  }
  expect(seen.filter((word) => word === "connect")).toHaveLength(5);
  expect(seen.at(-1)).toBe("gave up");
  await expect(link.request("millrace/staticEdges", { runId: "a" })).rejects.toMatchObject({ code: "MILLRACE_ENGINE_UNAVAILABLE" });
  await link.restart();
  expect(link.status).toBe("running");
});

test("what an earlier process says is not heard, and its death not counted", async () => {
  const { link, listeners } = makeLink();
  await link.start();
  await link.restart();
  listeners[0]?.died();
  listeners[0]?.changed({ revision: 2, isScanned: false });
  expect(link.status).toBe("running");
  expect(link.mirror.isScanned).toBe(true);
});

test("a change that does not follow makes it ask for the whole", async () => {
  const { link, listeners } = makeLink();
  await link.start();
  listeners[0]?.changed({ revision: 2, isScanned: false });
  expect(link.mirror.isScanned).toBe(false);
  listeners[0]?.changed({ revision: 9 });
  await settled();
  expect(link.mirror.isScanned).toBe(true);
});

test("an answer that does not come is waited for a minute", async () => {
  const { link, clock } = makeLink(() => new Promise(() => undefined));
  await link.start();
  const asked = link.request("millrace/staticEdges", { runId: "a" });
  const refused = expect(asked).rejects.toMatchObject({ code: "MILLRACE_ENGINE_UNAVAILABLE", message: "The engine of ws has not answered for 60 s." });
  await settled();
  clock.pass(60_000);
  await refused;
});

test("a flow is ordered until its order is carried out, also when it fails", async () => {
  const { link } = makeLink();
  const order = link.order("flows/load.ts#load", async () => {
    await settled();
    throw new Error("refused");
  });
  expect([link.isOrdered("flows/load.ts#load"), link.orders]).toEqual([true, 1]);
  await expect(order).rejects.toThrow("refused");
  expect([link.isOrdered("flows/load.ts#load"), link.orders]).toEqual([false, 0]);
});
