import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HandClock } from "../../engine/hand-clock.ts";
import { linkContent } from "../../../journal/content-file.ts";
import { makeFolder } from "../folder.ts";
import { describeStores, keyed, openStore } from "./stores.ts";

describeStores((open) => {
  test("a record is read as it was written, and replaced by the next one", () => {
    const store = open(new HandClock());
    expect(store.read("a", 0)).toEqual({ kind: "none" });
    store.write(keyed("a", '{"v":1}'));
    store.write(keyed("a", '{"v":2}', { at: 5 }));
    expect(store.read("a", 0)).toEqual({ kind: "found", record: keyed("a", '{"v":2}', { at: 5 }) });
  });

  test("a record answers until its time is over, and then says so", () => {
    const store = open(new HandClock());
    const record = keyed("a", undefined, { expiresAt: 10 });
    store.write(record);
    expect([store.read("a", 9).kind, store.read("a", 10).kind, store.read("a", 11).kind]).toEqual(["found", "expired", "expired"]);
  });

  test("what was kept last for a group is remembered without its value", () => {
    const store = open(new HandClock());
    expect(store.latest("task a")).toBeNull();
    store.setLatest("task a", keyed("k", '{"v":1}', { parts: { x: "1" } }));
    store.flush();
    expect(store.latest("task a")).toEqual(keyed("task a", undefined, { parts: { x: "1" } }));
  });

  test("a large value is kept by its name", () => {
    const store = open(new HandClock());
    store.putResult("ab.json", "1");
    expect([store.getResult("ab.json"), store.getResult("cd.json")]).toEqual(["1", undefined]);
  });
});

test("another process reads what was written, and what is the latest of a group once that was flushed", () => {
  const folder = makeFolder();
  const [writer, reader] = [openStore(folder, new HandClock()), openStore(folder, new HandClock())];
  writer.write(keyed("A key", '{"v":1}'));
  writer.setLatest("task", keyed("A key", undefined));
  expect([reader.read("A key", 0).kind, reader.latest("task")]).toEqual(["found", null]);
  writer.flush();
  expect(reader.latest("task")).toEqual(keyed("task", undefined));
});

test("folders are closed to others, files too, and no other file is left", () => {
  const folder = join(makeFolder(), "cache");
  openStore(folder, new HandClock()).write(keyed("a", "{}"));
  expect(readdirSync(join(folder, "records"))).toEqual(["k-a"]);
  expect([folder, join(folder, "records"), join(folder, "records/k-a")].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
});

test("a record that is torn, damaged or unreadable is missing, with the reason, and the next one replaces it", () => {
  const folder = makeFolder();
  const path = join(folder, "records/k-a");
  openStore(folder, new HandClock()).write(keyed("a", '{"v":1}'));
  const whole = readFileSync(path, "utf8");
  const read = (): unknown => openStore(folder, new HandClock()).read("a", 0);
  truncateSync(path, whole.length - 3);
  expect(read()).toEqual({ kind: "damaged", reason: expect.stringContaining("k-a is damaged") });
  writeFileSync(path, Buffer.alloc(whole.length));
  expect(read()).toEqual({ kind: "damaged", reason: expect.stringContaining("k-a is damaged") });
  mkdirSync(join(folder, "records/k-b"));
  expect(openStore(folder, new HandClock()).read("b", 0)).toEqual({ kind: "damaged", reason: expect.stringContaining("k-b cannot be read") });
  openStore(folder, new HandClock()).write(keyed("a", '{"v":2}'));
  expect(read()).toMatchObject({ kind: "found", record: { stored: '{"v":2}' } });
});

test("a damaged file of a large value is replaced by who keeps the value again, by its text or by a link", () => {
  const folder = makeFolder();
  const store = openStore(join(folder, "cache"), new HandClock());
  const path = store.resultPath("abc.json");
  const source = join(folder, "abc.json");
  writeFileSync(source, '"whole"');
  for (const keep of [() => store.putResult("abc.json", '"whole"'), () => void linkContent(source, path)]) {
    keep();
    for (const damage of ["xx\n", '"whale"', ""]) {
      writeFileSync(path, damage);
      // A link would be damaged as well.
      writeFileSync(`${source}.new`, '"whole"');
      renameSync(`${source}.new`, source);
      keep();
      expect(store.getResult("abc.json")).toBe('"whole"');
    }
  }
  expect(readdirSync(join(folder, "cache/results"))).toEqual(["abc.json"]);
});

test("a record larger than one read is whole", () => {
  const folder = makeFolder();
  const record = keyed("a", JSON.stringify({ v: "é".repeat(100_000) }));
  openStore(folder, new HandClock()).write(record);
  expect(openStore(folder, new HandClock()).read("a", 0)).toEqual({ kind: "found", record });
});

test("a folder that cannot be written is an error that names the file", () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "cache"), "a file where the folder should be");
  expect(() => openStore(join(folder, "cache"), new HandClock()).write(keyed("a", "{}"))).toThrow(/cache.records.k-a cannot be written/);
});
