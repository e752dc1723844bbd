import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { thisMachine } from "../../../journal/machine.ts";
import { keyedFileName } from "../../../journal/keyed/keyed-record.ts";
import { HandClock } from "../../engine/hand-clock.ts";
import { makeFolder } from "../folder.ts";
import { describeStores, keyed, openStore } from "./stores.ts";

/** Whether it has settled, once what is ready has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describeStores((open) => {
  test("a key has one holder, who gets it again, and it is free after its release", async () => {
    const { locks } = open(new HandClock());
    expect(await locks.acquire("a", "one")).toBe(true);
    expect(await locks.acquire("a", "one")).toBe(true);
    expect(await locks.acquire("a", "two", { acquireTimeoutMs: 0 })).toBe(false);
    expect([locks.isLocked("a"), locks.isLockedBy("a", "one"), locks.isLockedBy("a", "two"), locks.isLocked("b")]).toEqual([true, true, false, false]);
    locks.release("a", "one");
    expect([locks.isLocked("a"), await locks.acquire("a", "two")]).toEqual([false, true]);
  });

  test("a waiter has the key as soon as its holder releases it", async () => {
    const { locks } = open(new HandClock());
    await locks.acquire("a", "one");
    const second = locks.acquire("a", "two");
    expect(await isSettled(second)).toBe(false);
    locks.release("a", "one");
    expect([await second, locks.isLockedBy("a", "two")]).toEqual([true, true]);
  });

  test("of many who wait, each has the key once, and never two at a time", async () => {
    const { locks } = open(new HandClock());
    let holders = 0;
    let most = 0;
    const work = async (name: string): Promise<void> => {
      await locks.acquire("a", name);
      holders += 1;
      most = Math.max(most, holders);
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
      locks.release("a", name);
    };
    await Promise.all(Array.from({ length: 10 }, (_, index) => work(`holder ${index}`)));
    expect([most, locks.isLocked("a")]).toEqual([1, false]);
  });

  test("a lock ends with its time, for the next holder and for whoever waits for nobody to hold it", async () => {
    const clock = new HandClock();
    const { locks } = open(clock);
    await locks.acquire("a", "one", { holdTimeoutMs: 100 });
    const [free, second] = [locks.whenFree("a"), locks.acquire("a", "two")];
    expect(await isSettled(Promise.race([free, second]))).toBe(false);
    clock.advance(200);
    expect([await free, await second, locks.isLockedBy("a", "one")]).toEqual([true, true, false]);
  });

  test("whoever waits for a free key stops at its time-out", async () => {
    const clock = new HandClock();
    const { locks } = open(clock);
    await locks.acquire("a", "one");
    const [free, second] = [locks.whenFree("a", 50), locks.acquire("a", "two", { acquireTimeoutMs: 50 })];
    expect(await isSettled(Promise.race([free, second]))).toBe(false);
    clock.advance(50);
    expect([await free, await second, await locks.whenFree("never locked")]).toEqual([false, false, true]);
  });

  test("a wait ends when its signal fires", async () => {
    const { locks } = open(new HandClock());
    await locks.acquire("a", "one");
    const stop = new AbortController();
    const second = locks.acquire("a", "two", { signal: stop.signal });
    expect(await isSettled(second)).toBe(false);
    stop.abort();
    expect(await second).toBe(false);
  });

  test("a key that another holds is neither written nor released", async () => {
    const store = open(new HandClock());
    await store.locks.acquire("a", "one");
    expect(() => store.write(keyed("a", "{}"))).toThrow(/The key "a" is locked by another holder: one/);
    expect(() => store.write(keyed("a", "{}"), "two")).toThrow(/locked by another holder/);
    expect(() => store.locks.release("a", "two")).toThrow(/locked by another holder/);
    store.write(keyed("a", "{}"), "one");
    expect(store.read("a", 0).kind).toBe("found");
  });
});

test("the lock of a process that is gone, or of an earlier start of the machine, is taken over; that of another machine is not", async () => {
  const folder = makeFolder();
  const { locks } = openStore(folder, new HandClock());
  await locks.acquire("warm-up", "one");
  const here = thisMachine();
  const leave = (key: string, more: object): void =>
    writeFileSync(join(folder, "locks", `${keyedFileName(key)}.1`), JSON.stringify({ ...here, pid: 2 ** 30, socket: null, key, holder: "gone", untilUs: null, ...more }));
  leave("dead", {});
  leave("before the restart", { pid: process.pid, bootId: "another" });
  leave("elsewhere", { host: "elsewhere" });
  writeFileSync(join(folder, "locks", "k-torn.1"), '{"host":');
  const take = async (key: string): Promise<boolean> => await locks.acquire(key, "two", { acquireTimeoutMs: 0 });
  expect([await take("dead"), await take("before the restart"), await take("torn"), await take("elsewhere")]).toEqual([true, true, true, false]);
  for (const key of ["warm-up", "dead", "before the restart", "torn"]) locks.release(key, key === "warm-up" ? "one" : "two");
  expect(readdirSync(join(folder, "locks"))).toEqual([`${keyedFileName("elsewhere")}.1`]);
});

test("after another process held the key, what it wrote is read, not what was remembered", async () => {
  const folder = makeFolder();
  const [one, two] = [openStore(folder, new HandClock()), openStore(folder, new HandClock())];
  one.write(keyed("a", '{"v":1}'));
  two.write(keyed("a", '{"v":2}'));
  await one.locks.acquire("a", "one");
  expect(one.read("a", 0)).toMatchObject({ record: { stored: '{"v":2}' } });
});
