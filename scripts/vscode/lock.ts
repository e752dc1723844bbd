import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Report } from "./run-step.ts";

/** Does something while no other process does it. Whoever finds the lock of a process that is gone takes it over. */
export async function withLock<T>(path: string, report: Report, body: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  for (let hasReported = false; !tryLock(path); await setTimeout(500)) {
    if (!hasReported) report(`  waiting for another process that does the same (${path})`);
    hasReported = true;
  }
  try {
    return await body();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLock(path: string): boolean {
  // A link appears with its content, so that nobody reads a lock without its owner.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    removeIfAbandoned(path);
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function removeIfAbandoned(path: string): void {
  try {
    process.kill(Number(readFileSync(path, "utf8")), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") rmSync(path, { force: true });
  }
}
