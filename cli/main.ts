#!/usr/bin/env node
/**
 * The `millrace` command's edge: the only file of `cli/` that touches the process. It imports nothing before the
 * version of Node is known to do, and little after, since every millisecond here stands before every run.
 */
import type { Context, Output } from "./context.ts";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Millrace needs Node 20.19 or later, and this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else {
  void main();
}

async function main(): Promise<void> {
  const { exitListeners, context } = createContext();
  const leave = (code: number): void => {
    for (const listener of exitListeners) listener();
    process.exit(code);
  };
  process.stdout.on("error", (error: NodeJS.ErrnoException) => leave(error.code === "EPIPE" ? 0 : 1));
  process.stderr.on("error", () => leave(1));
  process.on("SIGTERM", () => leave(143));
  process.on("SIGHUP", () => leave(129));
  process.on("exit", () => {
    for (const listener of exitListeners) listener();
  });
  const { runCommandLine } = await import("./command-line.ts");
  const code = await runCommandLine(context, process.argv.slice(2));
  await Promise.all([context.stdout.drained(), context.stderr.drained()]);
  leave(code);
}

function createContext(): { readonly context: Context; readonly exitListeners: ReadonlySet<() => void> } {
  const exitListeners = new Set<() => void>();
  const leave = (code: number): void => {
    process.exit(code);
  };
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
    onInterrupt: (listener) => {
      process.on("SIGINT", listener);
      return { dispose: () => process.off("SIGINT", listener) };
    },
    onExit: (listener) => {
      exitListeners.add(listener);
      return { dispose: () => exitListeners.delete(listener) };
    },
    exitNow: leave,
    openEngine: async () => {
      const { openEngine } = await import("./open-engine.ts");
      return openEngine(context);
    },
  };
  return { context, exitListeners };
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
