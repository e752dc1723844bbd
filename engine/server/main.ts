/**
 * The engine's process, a child of the extension host. It speaks on the channel that its parent opened (`--node-ipc`),
 * writes what went wrong to its error output, which is shown in the output channel "Millrace Engine", and ends with its parent.
 */
import { randomUUID } from "node:crypto";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./serve.ts";
import { systemClock } from "./system-clock.ts";

declare const MILLRACE_VERSION: string;

const log = (text: string): void => void process.stderr.write(`${text}\n`);

const server = serve(createConnection(ProposedFeatures.all), {
  env: process.env,
  clock: systemClock,
  randomness: { fraction: Math.random, uuid: randomUUID },
  version: MILLRACE_VERSION,
  log,
});

// Its parent has died, or has let go of it without a word.
process.on("disconnect", () => {
  void server.close().finally(() => process.exit(0));
});
process.on("uncaughtException", (error) => {
  log(`The engine cannot go on: ${error.stack ?? error.message}`);
  process.exit(1);
});
