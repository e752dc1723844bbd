import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBody } from "../../core/records/encode.ts";
import type { RunRecord } from "../../core/records/run-record.ts";
import { createMemoryStorage } from "../../journal/memory-storage.ts";
import { readRecords } from "../../journal/run-reader.ts";
import type { RunStorage } from "../../journal/run-storage.ts";
import { RunWriter, type RunWriterOptions } from "../../journal/run-writer.ts";

const second = 1_000_000;
const body = encodeBody({ k: "superseded", tasks: [] });

/** A writer on a storage that notes, in order, what it is asked to do. */
class Desk {
  readonly events: string[] = [];
  readonly failures: string[] = [];
  nowUs = 1_769_850_000 * second;
  /** How many of the next writes, or syncs, fail. */
  failingWrites = 0;
  failingSyncs = 0;
  readonly #kept = createMemoryStorage();
  readonly #syncs: ((error: Error | null) => void)[] = [];
  readonly writer: RunWriter;

  constructor(options: Partial<RunWriterOptions> = {}) {
    this.writer = new RunWriter({
      storage: this.#storage(),
      clock: { nowUs: () => this.nowUs, startTimer: () => ({ cancel: () => undefined }) },
      generation: 1,
      onFailure: (error) => this.failures.push(error.message),
      ...options,
    });
  }

  get records(): readonly RunRecord[] {
    return readRecords(Buffer.from(this.#kept.readRecords())).records;
  }

  get log(): string {
    return this.#kept.readLog();
  }

  write(count = 1): void {
    for (let index = 0; index < count; index += 1) this.writer.write(this.writer.tick(), body);
  }

  await(name: string): void {
    this.writer.whenWritten(() => this.events.push(name));
  }

  awaitKept(name: string): void {
    this.writer.whenKept(() => this.events.push(name));
  }

  endSync(error: Error | null = null): void {
    this.#syncs.shift()?.(error);
  }

  #storage(): RunStorage {
    return {
      ...this.#kept,
      appendRecords: (lines) => {
        if (this.failingWrites > 0) {
          this.failingWrites -= 1;
          this.events.push("write fails");
          throw new Error("no space left");
        }
        this.events.push(`write ${lines.split("\n").length - 1}`);
        this.#kept.appendRecords(lines);
      },
      syncRecords: () => {
        if (this.failingSyncs > 0) {
          this.failingSyncs -= 1;
          throw new Error("input/output error");
        }
        this.events.push("sync");
      },
      syncRecordsAsync: (done) => {
        this.events.push("sync begins");
        this.#syncs.push(done);
      },
      close: () => this.events.push("close"),
    };
  }
}

/** A turn of the event loop, with all that is queued in it. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

test("records are numbered on from the last owner's, without gaps", () => {
  const desk = new Desk({ lastNumber: 41 });
  desk.write(3);
  desk.writer.close();
  expect(desk.writer.lastNumber).toBe(44);
  expect(desk.events).toEqual(["write 3", "close"]);
});

test("times are strictly increasing with a clock that stands still, goes back or starts behind the last owner's", () => {
  const moves = fc.array(fc.record({ moveUs: fc.integer({ min: -5_000_000, max: 5_000_000 }), count: fc.integer({ min: 1, max: 3 }) }));
  fc.assert(
    fc.property(moves, fc.integer({ min: 0, max: 10 * second }), (list, ahead) => {
      const lastAt = 1_769_850_000 * second + ahead;
      const desk = new Desk({ lastAt });
      let last = lastAt;
      for (const { moveUs, count } of list) {
        desk.nowUs += moveUs;
        const at = desk.writer.tick(count);
        expect(at).toBeGreaterThan(last);
        last = at + count - 1;
      }
    }),
  );
});

test("what waits for a record is called after it is written, in order", async () => {
  const desk = new Desk();
  desk.write();
  desk.await("a");
  desk.write();
  desk.await("b");
  expect(desk.events).toEqual([]);
  await turn();
  expect(desk.events).toEqual(["write 2", "a", "b"]);
});

test("nothing is written in a microtask", async () => {
  const desk = new Desk();
  desk.write();
  for (let index = 0; index < 100; index += 1) await Promise.resolve();
  expect(desk.events).toEqual([]);
  await turn();
  expect(desk.events).toEqual(["write 1"]);
});

test("what goes on when its record is written has its next record written in the same turn", async () => {
  const desk = new Desk();
  desk.write();
  desk.writer.whenWritten(() => {
    desk.write();
    desk.await("next");
  });
  await turn();
  expect(desk.events).toEqual(["write 1", "write 1", "next"]);
});

test("what waits for what is written already is called too", async () => {
  const desk = new Desk();
  desk.write();
  desk.writer.flush();
  desk.await("a");
  await turn();
  expect(desk.events).toEqual(["write 1", "a"]);
});

test("64 KB are written at once", () => {
  const desk = new Desk();
  const large = encodeBody({ k: "site", site: 1, position: "x".repeat(40_000) });
  desk.writer.write(desk.writer.tick(), large);
  expect(desk.events).toEqual([]);
  desk.writer.write(desk.writer.tick(), large);
  expect(desk.events).toEqual(["write 2"]);
});

test("a record 5 ms after the oldest unwritten one is written at once, with it", () => {
  const desk = new Desk();
  desk.write();
  desk.nowUs += 4_999;
  desk.write();
  expect(desk.events).toEqual([]);
  desk.nowUs += 1;
  desk.write();
  expect(desk.events).toEqual(["write 3"]);
});

test("after a failed write nothing that waits is called, and a later one writes all of it once", async () => {
  const desk = new Desk();
  desk.failingWrites = 4;
  desk.write(2);
  desk.await("a");
  await turn();
  expect([desk.events, desk.failures]).toEqual([Array(4).fill("write fails"), Array(4).fill("no space left")]);
  desk.write();
  desk.await("b");
  await turn();
  expect(desk.events.slice(4)).toEqual(["write 3", "a", "b"]);
  expect(desk.records.map(({ n }) => n)).toEqual([1, 2, 3]);
});

test("whenever writes fail, nobody hears of a record that is not there, and each is there once in the end", async () => {
  const step = fc.record({ failing: fc.integer({ min: 0, max: 3 }), count: fc.integer({ min: 0, max: 4 }), passUs: fc.constantFrom(0, 6_000), isTurn: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const desk = new Desk();
      for (const { failing, count, passUs, isTurn } of steps) {
        desk.failingWrites = failing;
        desk.nowUs += passUs;
        desk.write(count);
        const number = desk.writer.lastNumber;
        desk.writer.whenWritten(() => expect(desk.records.length).toBeGreaterThanOrEqual(number));
        if (isTurn) await turn();
      }
      desk.failingWrites = 0;
      expect(desk.writer.close()).toBe(true);
      expect(desk.records.map(({ n }) => n)).toEqual(Array.from({ length: desk.writer.lastNumber }, (_, index) => index + 1));
    }),
    { numRuns: 50 },
  );
});

test("a flush that cannot write says so, and so does closing", () => {
  const desk = new Desk();
  desk.failingWrites = 2;
  desk.write();
  desk.await("a");
  expect([desk.writer.flush(), desk.writer.close(), desk.writer.close()]).toEqual([false, false, true]);
  expect(desk.events).toEqual(["write fails", "write fails", "close"]);
});

test("a durable record is synchronised before one who waits is called", async () => {
  const desk = new Desk({ durable: true });
  desk.write();
  desk.awaitKept("a");
  await turn();
  expect(desk.events).toEqual(["write 1", "sync", "a"]);
});

test("several who wait for durable records share a sync that blocks nobody", async () => {
  const desk = new Desk({ durable: true });
  desk.write();
  desk.awaitKept("a");
  desk.awaitKept("b");
  await turn();
  expect(desk.events).toEqual(["write 1", "sync begins"]);
  desk.endSync();
  expect(desk.events).toEqual(["write 1", "sync begins", "a", "b"]);
});

test("those who come while a sync goes on share the next", async () => {
  const desk = new Desk({ durable: true });
  desk.write();
  desk.awaitKept("a");
  desk.awaitKept("b");
  await turn();
  desk.write();
  desk.awaitKept("c");
  await turn();
  desk.write();
  desk.awaitKept("d");
  await turn();
  expect(desk.events).toEqual(["write 1", "sync begins", "write 1", "write 1"]);
  desk.endSync();
  await turn();
  expect(desk.events.slice(4)).toEqual(["a", "b", "sync begins"]);
  desk.endSync();
  expect(desk.events.slice(7)).toEqual(["c", "d"]);
});

test("what need not survive a power loss waits for no sync, not even for one that goes on", async () => {
  const desk = new Desk({ durable: true });
  desk.write();
  desk.await("start");
  desk.awaitKept("a");
  desk.awaitKept("b");
  await turn();
  desk.write();
  desk.await("another start");
  await turn();
  expect(desk.events).toEqual(["write 1", "start", "sync begins", "write 1", "another start"]);
});

test("a file that is let go of while a sync goes on has been synchronised", async () => {
  const desk = new Desk({ durable: true });
  desk.write();
  desk.awaitKept("a");
  desk.awaitKept("b");
  await turn();
  desk.writer.close();
  desk.endSync(new Error("bad file descriptor"));
  expect([desk.events, desk.failures]).toEqual([["write 1", "sync begins", "sync", "close"], []]);
});

test("closing synchronises what nobody waits for", () => {
  const desk = new Desk({ durable: true });
  desk.write();
  expect(desk.writer.close()).toBe(true);
  expect(desk.events).toEqual(["write 1", "sync", "close"]);
});

test("after a failed sync nothing that waits is called any more: a later sync would not tell what was lost", async () => {
  for (const waiting of [1, 2]) {
    const desk = new Desk({ durable: true });
    desk.failingSyncs = 1;
    desk.write();
    for (let index = 0; index < waiting; index += 1) desk.awaitKept("too early");
    await turn();
    desk.endSync(new Error("input/output error"));
    desk.write();
    desk.awaitKept("too early");
    desk.await("too early");
    await turn();
    expect(desk.failures).toEqual(["input/output error"]);
    expect(desk.writer.close()).toBe(false);
    expect(desk.events.filter((event) => event === "too early" || event === "close")).toEqual(["close"]);
    expect(desk.records).toHaveLength(2);
  }
});

test("whoever listens for growth hears of each write that succeeds", async () => {
  let rings = 0;
  const desk = new Desk({ onFlushed: () => (rings += 1) });
  desk.failingWrites = 1;
  desk.write();
  desk.writer.flush();
  expect(rings).toBe(0);
  await turn();
  expect(rings).toBe(1);
});

test("log lines are written in the same turn, and before what is closed", async () => {
  const desk = new Desk();
  desk.writer.writeLog({ at: 1, level: "info", message: "half way" });
  await turn();
  desk.writer.writeLog({ at: 2, level: "info", message: "done" });
  desk.writer.close();
  expect(desk.log).toBe('{"at":1,"level":"info","message":"half way"}\n{"at":2,"level":"info","message":"done"}\n');
});
