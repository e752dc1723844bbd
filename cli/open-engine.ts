import { randomUUID } from "node:crypto";
import type { EngineApi } from "../core/protocol/engine-api.ts";
import { createEngine } from "../engine/engine.ts";
import type { SpawnedAhead } from "../engine/runs/runner-pool.ts";
import type { Context } from "./context.ts";
import { ownPackage } from "./own-package.ts";

/** The engine of the workspace around the folder in which the command was typed. `ahead`: what was spawned for its first run. */
export function openEngine(context: Context, ahead: SpawnedAhead | null): EngineApi {
  return createEngine({
    cwd: context.cwd,
    env: context.env,
    clock: context.clock,
    randomness: { fraction: Math.random, uuid: randomUUID },
    version: ownPackage().version,
    ahead,
  });
}
