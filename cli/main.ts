#!/usr/bin/env node
/**
 * The `millrace` command's edge: the only file of `cli/` that touches the process. It imports nothing before the
 * version of Node is known to do, and little after, since every millisecond here stands before every run.
 */
import type { SpawnedAhead } from "../engine/runs/runner-pool.ts";
import type { Context, Output, Subscription } from "./context.ts";

/** How long what a command has left behind may keep its process, in milliseconds. */
const lingerMs = 200;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Millrace needs Node 20.19 or later, and this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  void main();
}

async function main(): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  process.stderr.on("error", () => process.exit(1));
  process.on("SIGTERM", () => process.exit(143));
  process.on("SIGHUP", () => process.exit(129));
  const args = process.argv.slice(2);
  const { spawnAhead, startsRun } = await import("./spawn-ahead.ts");
  const context = createContext(startsRun(args) ? spawnAhead(process.cwd(), process.env) : null);
  const { runCommandLine, reportFailure } = await import("./start.ts");
  process.on("uncaughtException", (error) => void reportFailure(context, args, error).then((code) => leave(context, code)));
  await leave(context, await runCommandLine(context, args));
}

/**
 * Lets the process end by itself. `process.exit` waits for the threads on which V8 compiles, and for ever if one of them
 * waits for the main thread to collect garbage: https://github.com/nodejs/node/issues/54918, seen with Node 24.21. An end
 * without it takes V8 down first, which lets go of them.
 */
async function leave(context: Context, code: number): Promise<void> {
  await Promise.all([context.stdout.drained(), context.stderr.drained()]);
  process.exitCode = code;
  // Fires only where something is left that keeps the process.
  setTimeout(() => process.exit(code), lingerMs).unref();
}

function createContext(ahead: SpawnedAhead | null): Context {
  const context: Context = {
    cwd: process.cwd(),
    env: process.env,
    platform: process.platform,
    nodeVersion: process.versions.node,
    utcOffsetMinutes: -new Date().getTimezoneOffset(),
    clock: {
      nowUs: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
      startTimer: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return { cancel: () => clearTimeout(timer) };
      },
    },
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    onInterrupt: (listener) => listen("SIGINT", listener),
    onExit: (listener) => listen("exit", listener),
    exitNow: (code) => process.exit(code),
    openEngine: async () => {
      const { openEngine } = await import("./start.ts");
      return openEngine(context, ahead);
    },
  };
  return context;
}

function listen(event: "SIGINT" | "exit", listener: () => void): Subscription {
  process.on(event, listener);
  return { dispose: () => process.off(event, listener) };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTty: stream.isTTY === true,
    size: () => (stream.isTTY === true && stream.columns > 0 && stream.rows > 0 ? { columns: stream.columns, rows: stream.rows } : undefined),
    write: (text) => {
      stream.write(text);
    },
    drained: () =>
      new Promise((resolve) => {
        stream.write("", () => resolve());
      }),
  };
}
