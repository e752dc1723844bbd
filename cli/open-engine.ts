import { randomUUID } from "node:crypto";
import type { EngineApi } from "../core/protocol/engine-api.ts";
import { createEngine } from "../engine/engine.ts";
import type { Context } from "./context.ts";
import { ownPackage } from "./own-package.ts";

/** The engine of the workspace around the folder in which the command was typed. */
export function openEngine(context: Context): EngineApi {
  return createEngine({
    cwd: context.cwd,
    env: context.env,
    clock: context.clock,
    randomness: { fraction: Math.random, uuid: randomUUID },
    version: ownPackage().version,
  });
}
