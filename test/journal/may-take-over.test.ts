import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { thisMachine } from "../../journal/machine.ts";
import { mayTakeOver, recordedGeneration } from "../../journal/may-take-over.ts";
import type { Owner } from "../../journal/owner-file.ts";
import { makeFolder } from "./folder.ts";

const here = thisMachine();

const closed = {
  ...{ n: 2, g: 1, at: 6, k: "closed", id: "id", kind: "flow", name: "brisk-heron", flow: "stars", file: null, params: {} },
  ...{ state: { type: "FAILED", name: "Failed", at: 5, message: null }, startAt: 1, endAt: 5, attempt: 1, tasks: 0, failed: 0, tags: [] },
};

/** A run that generation 1 has closed, and whoever has it now. */
function closedRun(owner: Partial<Owner>): { readonly directory: string; readonly owner: Owner } {
  const directory = makeFolder();
  writeFileSync(join(directory, "events.ndjson"), `{"n":1,"g":1,"at":5,"k":"superseded","tasks":[]}\n${JSON.stringify(closed)}\n`);
  return { directory, owner: { ...here, generation: 2, pid: process.pid, socket: join(directory, "nobody.sock"), ...owner } };
}

async function check(owner: Partial<Owner>, expected: boolean): Promise<void> {
  const run = closedRun(owner);
  expect(await mayTakeOver(run.directory, run.owner, here)).toBe(expected);
}

test("an owner that has claimed the run and does not listen yet keeps it", () => check({}, false));

test("an engine that is writing the end keeps it until the end is written", () => check({ socket: null }, false));

test("an owner whose last word closed the run has left it, whatever process has its number now", async () => {
  await check({ generation: 1 }, true);
  await check({ generation: 1, socket: null }, true);
});

test("an owner that is dead, or of another start of the machine, keeps nothing", async () => {
  await check({ pid: 2 ** 30 }, true);
  await check({ bootId: "another" }, true);
});

test("the last generation on record is found, however much a power loss has left behind it", () => {
  const { directory } = closedRun({});
  for (const bytes of [0, 10, 200_000, 3_000_000]) {
    appendFileSync(join(directory, "events.ndjson"), Buffer.alloc(bytes));
    expect(recordedGeneration(directory)).toBe(1);
  }
  writeFileSync(join(directory, "events.ndjson"), Buffer.alloc(200_000));
  expect(recordedGeneration(directory)).toBe(0);
});
