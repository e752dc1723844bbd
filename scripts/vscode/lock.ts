import { createHash } from "node:crypto";
import { createServer, type Server } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Report } from "./run-step.ts";

/**
 * Does something while no other process of this machine does it under the same name. Linux only: the lock is a socket without a
 * file, which the kernel takes back from a process that is gone.
 */
export async function withLock<T>(name: string, report: Report, body: () => Promise<T>): Promise<T> {
  let lock = await tryLock(name);
  if (lock === undefined) report("  waiting for another process that does the same");
  for (; lock === undefined; lock = await tryLock(name)) await setTimeout(500);
  try {
    return await body();
  } finally {
    lock.close();
  }
}

function tryLock(name: string): Promise<Server | undefined> {
  const address = `\0millrace-${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve(server));
  });
}
