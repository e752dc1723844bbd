import * as threads from "node:worker_threads";

/** Lets this worker load TypeScript, ES modules and CommonJS, with source maps. */
export async function loadTypeScript(): Promise<void> {
  // What tasks import goes first, past the loader (see sdk/runner/register-loader.ts).
  await import("../index.ts");
  await import("tsx");
  // Before Node 24 the loader sees no difference between a worker and the thread of its own hooks, and leaves ES modules alone.
  if (!threads.isMainThread && !("isInternalThread" in threads)) (await import("tsx/esm/api")).register();
}
