/** How works 4 and 5 watch the command from outside: they look at the run's file until it holds what they wait for. */
import { spawn } from "node:child_process";
import { existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

const stepMs = 0.5;
const limitMs = 60_000;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Starts the command of the workspace's own package, unobserved; `exited` gives its exit code. */
export function startCommand(...args) {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, [process.env.MILLRACE_BENCH_COMMAND, ...args], { stdio: "ignore" });
  const exited = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  return { start, exited };
}

export function msSince(start) {
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/**
 * Milliseconds from `start` until `find` finds something. It looks every half millisecond and sleeps in between, since
 * a loop without sleep would take the command one of few cores.
 */
export function waitFor(start, find) {
  for (;;) {
    const isFound = find();
    const ms = msSince(start);
    if (isFound) return ms;
    if (ms > limitMs) throw new Error(`Waited ${limitMs} ms for the command in vain.`);
    Atomics.wait(sleeper, 0, 0, stepMs);
  }
}

/** Bytes of records of the only run in this sample's store; 0 before there is one. */
export function eventsSize() {
  const file = eventsFile();
  return file === undefined ? 0 : (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
}

/** Reads what is appended behind `offset`: each call gives the text that is new since the one before. */
export function followEvents(offset) {
  const descriptor = openSync(eventsFile(), "r");
  let position = offset;
  return () => {
    const bytes = Buffer.alloc(fstatSync(descriptor).size - position);
    position += readSync(descriptor, bytes, 0, bytes.length, position);
    return bytes.toString("utf8");
  };
}

function eventsFile() {
  const runs = join(process.env.MILLRACE_HOME, "runs");
  const [run] = existsSync(runs) ? readdirSync(runs) : [];
  return run === undefined ? undefined : join(runs, run, "events.ndjson");
}
