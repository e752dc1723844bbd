/** The engine as the editor starts it, and what it costs. */
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageDirectory } from "../lib/paths.mjs";

const { createMessageConnection, IPCMessageReader, IPCMessageWriter } = createRequire(join(packageDirectory, "package.json"))("vscode-jsonrpc/node");

export async function startEngine(folder, millrace, node = process.execPath) {
  const child = fork(join(millrace, "dist/engine.js"), ["--node-ipc"], { cwd: folder, execPath: node, execArgv: ["--max-semi-space-size=32"] });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const listeners = new Set();
  connection.onNotification((name, params) => {
    for (const listener of [...listeners]) listener(name, params);
  });
  connection.listen();
  const settings = {
    isTrusted: true,
    nodePath: process.execPath,
    nodeArgs: [],
    env: {},
    envFile: null,
    cwd: null,
    cancelGraceMs: 5_000,
    onWindowClose: "finish",
    retention: { maxRuns: 0, maxAgeDays: 0, maxSizeGb: 0 },
  cacheRetention: { maxAgeDays: 0, maxSizeGb: 0 },
    exclude: [],
  };
  const start = performance.now();
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions: { protocol: 1, folder, settings } });
  await connection.sendNotification("initialized", {});
  return {
    pid: child.pid,
    startedMs: performance.now() - start,
    ask: (method, params) => connection.sendRequest(method, params),
    tell: (method, params) => connection.sendNotification(method, params),
    /** Fulfils with what the listener gives, once that is not undefined. */
    hear: (listener) =>
      new Promise((resolve) => {
        const own = (name, params) => {
          const found = listener(name, params);
          if (found === undefined) return;
          listeners.delete(own);
          resolve(found);
        };
        listeners.add(own);
      }),
    /** Lets it end by itself, so that it keeps what it knows. */
    leave: async () => {
      await connection.sendRequest("shutdown");
      const gone = new Promise((resolve) => child.once("exit", resolve));
      connection.dispose();
      child.disconnect();
      await gone;
    },
    stop: () => {
      connection.dispose();
      child.kill("SIGKILL");
    },
  };
}

export function uriOf(file) {
  return pathToFileURL(file).href;
}

/** Microseconds of CPU that a process has used, all its threads together. Linux alone tells. */
export function cpuUs(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Prints one line of a table of Markdown. */
export function report(what, target, values, unit) {
  const shown = values.map((value) => value.toFixed(value < 100 ? 1 : 0)).join(", ");
  process.stdout.write(`| ${what} | ${target} | ${median(values).toFixed(1)} ${unit} | ${shown} |\n`);
}
