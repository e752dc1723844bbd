/**
 * Ends a child process whose owner is gone although its code computes and hears nothing: a thread of its own looks. Without it
 * a task that never ends would go on for ever behind a `kill -9` of the flow's process, beside the one of a resume.
 */
import { Worker } from "node:worker_threads";

const periodMs = 500;

/** On Windows a process keeps the number of a parent that is gone; elsewhere one that is gone may still be listed. */
const watch = `
const { workerData: { owner, periodMs } } = require("node:worker_threads");
const isThere = () => {
  try {
    return process.kill(owner, 0);
  } catch (error) {
    return error.code !== "ESRCH";
  }
};
setInterval(() => {
  if (process.ppid !== owner || !isThere()) process.kill(process.pid, "SIGKILL");
}, periodMs);
`;

/** Call it as soon as the process has started: the parent that it has then is its owner. */
export function watchOwner(): void {
  new Worker(watch, { eval: true, execArgv: [], workerData: { owner: process.ppid, periodMs } }).unref();
}
