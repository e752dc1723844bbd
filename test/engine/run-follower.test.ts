import { appendFileSync, truncateSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EventsTail } from "../../engine/runs/events-tail.ts";
import { RunFollower } from "../../engine/runs/run-follower.ts";
import { HandClock } from "./hand-clock.ts";
import { appendRecords, endedRun, makeWorkspace, runId, runningRun, startUs, state, writeRun } from "./build-history.ts";

const id = runId("a");

test("changes are told at most once in 50 ms, and the last one always", () => {
  const directory = writeRun(makeWorkspace(), { id, records: runningRun(id).slice(0, 3) });
  const clock = new HandClock();
  const follower = new RunFollower(directory, clock);
  const seen: number[] = [];
  follower.onChange((view) => seen.push(view.lastNumber));
  follower.readSoon();
  for (const number of [3, 4, 5]) {
    appendRecords(directory, [{ k: "state", run: 0, state: state("RUNNING", "Running") }], startUs + number * 10_000, 1, number);
    follower.readSoon();
  }
  expect(seen).toEqual([0, 3]);
  clock.advance(50);
  expect(seen).toEqual([0, 3, 6]);
  clock.advance(500);
  expect([seen, clock.pending]).toEqual([[0, 3, 6], 0]);
});

test("without a socket the files are looked at every half second", async () => {
  const directory = writeRun(makeWorkspace(), { id, records: runningRun(id) });
  const clock = new HandClock();
  const follower = new RunFollower(directory, clock);
  await follower.listenTo(null);
  const seen: (string | undefined)[] = [];
  follower.onChange((view) => seen.push(view.flowRuns.get(0)?.states.at(-1)?.name));
  clock.advance(500);
  appendRecords(directory, endedRun(id).slice(5), startUs + 20_000, 1, 5);
  clock.advance(499);
  expect(seen).toEqual([undefined, "Running"]);
  clock.advance(1);
  expect(seen).toEqual([undefined, "Running", "Completed"]);
  follower.dispose();
  expect(clock.pending).toBe(0);
});

test("a torn tail that a new owner cut and wrote over is read again", () => {
  const directory = writeRun(makeWorkspace(), { id, records: runningRun(id) });
  const events = join(directory, "events.ndjson");
  const whole = statSync(events).size;
  const tail = new EventsTail(events);
  appendFileSync(events, '{"n":6,"g":1,"at":17');
  tail.read();
  truncateSync(events, whole);
  appendRecords(directory, endedRun(id, state("CRASHED", "Crashed")).slice(5), startUs + 20_000, 2, 5);
  tail.read();
  tail.readToEnd();
  expect([tail.problem, tail.view.lastNumber, tail.view.closed?.state.name]).toEqual([null, 7, "Crashed"]);
});
