/** Whatever has become of a kept record or of a lock, a call finds nothing there or says that it is damaged; nobody waits for ever. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "../../sdk/process/system-clock.ts";
import { makeFolder } from "../journal/folder.ts";
import { keyed, openStore } from "../journal/keyed/stores.ts";
import { damaged, fuzzing, fuzzTimeoutMs } from "./fuzz.ts";

const contents = (text: string): fc.Arbitrary<string> => {
  const lines = text.split("\n");
  const changed = fc.nat({ max: Math.max(0, lines.length - 2) }).chain((index) => damaged(parse(lines[index] ?? "")).map((value) => lines.map((line, each) => (each === index ? JSON.stringify(value) : line)).join("\n")));
  return fc.oneof({ weight: 4, arbitrary: changed }, fc.nat({ max: text.length }).map((length) => text.slice(0, length)), fc.string(), fc.constant("\0\0\0\0\n"));
};

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function onlyFile(folder: string): string {
  const [name, ...others] = readdirSync(folder);
  if (name === undefined || others.length > 0) throw new Error(`one file is expected in ${folder}`);
  return join(folder, name);
}

test("a damaged record answers nobody with something that it is not", { timeout: fuzzTimeoutMs }, () => {
  const folder = makeFolder();
  openStore(folder, systemClock, 0).write(keyed("k", '{"v":{"a":[1,2,3]}}', { at: 5, expiresAt: null, parts: { a: "b" } }));
  const path = onlyFile(join(folder, "records"));
  const text = readFileSync(path, "utf8");
  fc.assert(
    fc.property(contents(text), (changed) => {
      writeFileSync(path, changed);
      const read = openStore(folder, systemClock, 0).read("k", 6);
      if (read.kind === "found" || read.kind === "expired") {
        expect([read.record.key, typeof read.record.at]).toEqual(["k", "number"]);
        if (read.record.stored !== undefined) JSON.parse(read.record.stored);
      }
    }),
    fuzzing(400),
  );
});

test("a damaged lock is nobody's, or somebody's that can be asked", { timeout: fuzzTimeoutMs }, async () => {
  const folder = makeFolder();
  const locks = join(folder, "locks");
  await openStore(folder, systemClock).locks.acquire("k", "one");
  const path = onlyFile(locks);
  const text = readFileSync(path, "utf8");
  const property = fc.asyncProperty(contents(text), async (changed) => {
    rmSync(locks, { recursive: true });
    mkdirSync(locks);
    writeFileSync(path, changed);
    const store = openStore(folder, systemClock);
    store.locks.isLocked("k");
    store.locks.holderHere("k");
    if (await store.locks.acquire("k", "two", { acquireTimeoutMs: 1 })) store.locks.release("k", "two");
  });
  await fc.assert(property, fuzzing(150));
});
