/** A process with an engine in it, that does what a command does; chaos kills it in the midst of that. Bundled before it is run. */
import { randomUUID } from "node:crypto";
import type { StartedRun } from "../../../core/protocol/engine-api.ts";
import { createEngine } from "../../../engine/engine.ts";
import { systemClock } from "../../../sdk/process/system-clock.ts";
import type { HostFailure, HostMessage, HostMethod, HostRequest, HostRequests } from "./messages.ts";

const { CHAOS_RUNNER, CHAOS_COMMAND, CHAOS_WASM, CHAOS_GRACE_MS } = process.env;
if (CHAOS_RUNNER === undefined || CHAOS_COMMAND === undefined || CHAOS_WASM === undefined) throw new Error("The host is started by chaos.");

const engine = createEngine({
  cwd: process.cwd(),
  env: process.env,
  clock: systemClock,
  randomness: { fraction: Math.random, uuid: randomUUID },
  version: "0.0.0-chaos",
  runner: CHAOS_RUNNER,
  command: CHAOS_COMMAND,
  wasm: CHAOS_WASM,
  cancelGraceMs: Number(CHAOS_GRACE_MS),
});

type Handlers = { readonly [Method in HostMethod]: (params: HostRequests[Method]["params"]) => Promise<HostRequests[Method]["result"]> };

const handlers: Handlers = {
  start: async ({ file, flow }) => follow(await engine.startRun({ file, flow, parameters: null, name: null, trigger: "command" })),
  resume: async ({ run, given }) => follow(await engine.resumeRun(run, given === null ? null : { input: given })),
  retry: async ({ run }) => follow(await engine.retryRun(run)),
  rerun: async ({ run, onlyFailed }) => follow(await engine.rerunFrom(run, { from: [], onlyFailed, parameters: null })),
  prune: async ({ maxRuns }) => (await engine.prune({ retention: { maxRuns, maxAgeMs: null, maxBytes: null }, cache: { maxAgeMs: null, maxBytes: null }, isDryRun: false })).runs.length,
  setLimit: ({ name, limit }) => engine.setLimit({ name, limit, decayPerSecond: null }),
  limits: () => engine.listLimits(),
  cancel: ({ run }) => engine.cancelRun(run),
  delete: ({ run }) => engine.deleteRun(run),
  list: () => engine.listRuns({ limit: 1_000 }),
  show: ({ run }) => engine.showRun(run),
  logs: async ({ run }) => {
    let count = 0;
    await engine.followLogs(run, () => (count += 1), { follow: false });
    return count;
  },
  query: async ({ sql }) => (await engine.query(sql)).rows,
};

function follow(run: StartedRun): { readonly id: string } {
  run.ended.then(
    ({ state }) => tell({ type: "ended", run: run.id, state: state.type, failure: null }),
    (error: unknown) => tell({ type: "ended", run: run.id, state: null, failure: toFailure(error) }),
  );
  return { id: run.id };
}

function tell(message: HostMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

function toFailure(error: unknown): HostFailure {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("MILLRACE_") ? error.code : null;
  return { code, message: error instanceof Error ? (code === null ? (error.stack ?? error.message) : error.message) : String(error) };
}

process.on("message", ({ id, method, params }: HostRequest) => {
  const handle = handlers[method] as (params: unknown) => Promise<unknown>;
  handle(params).then(
    (result) => tell({ type: "answer", id, result }),
    (error: unknown) => tell({ type: "failure", id, failure: toFailure(error) }),
  );
});
// Its runs go on, as those of a command that is killed.
process.on("disconnect", () => process.exit(0));
