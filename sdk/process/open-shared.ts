import { fileURLToPath } from "node:url";
import type { Clock } from "../../core/base/clock.ts";
import { LeaderStore } from "../../journal/leader/leader-store.ts";
import type { SharedStore } from "../../journal/leader/shared-store.ts";
import { thisMachine } from "../../journal/machine.ts";
import { sdkVersion } from "../version.ts";
import { inheritedEnvironment } from "./environment.ts";
import { systemRandomness } from "./system-randomness.ts";

/** What a workspace's runs share, by way of its leader. `socket`: by which this process is found alive; `null`: by its pid. */
export function openShared(home: string, clock: Clock, socket: string | null): SharedStore {
  return new LeaderStore({
    home,
    clock,
    version: sdkVersion,
    newId: () => systemRandomness.uuid(),
    // Of the package that this process itself runs.
    command: { node: process.execPath, entry: fileURLToPath(new URL("./millrace.js", import.meta.url)), env: inheritedEnvironment() },
    process: { ...thisMachine(), pid: process.pid, socket },
  });
}
