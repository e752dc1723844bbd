/**
 * Starts a leader where there is none: `millrace engine --lazy`, of the package that this process itself runs.
 *
 * Of many who miss it at the same time one starts it, so that the death of a leader is not followed by as many processes as
 * it had clients: `starter.<n>`, created exclusively, names who does after generation n, and counts while that process lives.
 */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../core/base/clock.ts";
import { EngineUnavailableError, StoreUnwritableError } from "../../core/protocol/errors.ts";
import { linkExclusively } from "../exclusive-link.ts";
import { thisMachine } from "../machine.ts";
import { isProcessAlive } from "../process-alive.ts";
import { temporaryFor } from "../temporary-file.ts";
import { makeFolders } from "../workspace.ts";
import { findLeader, type FoundLeader } from "./find-leader.ts";
import { leaderPaths } from "./leader-paths.ts";

/** How the command is started that leads. */
export interface LeaderCommand {
  /** Path of the Node executable. */
  readonly node: string;
  /** Path of `millrace.js`. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const roundMs = 10;
const patienceMs = 20_000;
/** How often one is started that others kill before it leads. */
const mostStarts = 5;
const longestLogBytes = 64 * 1_024;

/** Fulfils with a connection to a leader, started by whoever was quickest. @throws EngineUnavailableError, StoreUnwritableError */
export async function startLeader(home: string, after: number, command: LeaderCommand, clock: Clock): Promise<Extract<FoundLeader, { kind: "alive" }>> {
  const { folder } = leaderPaths(home);
  try {
    makeFolders(folder);
  } catch (error) {
    throw new StoreUnwritableError(folder, error);
  }
  const starter = join(folder, `starter.${after}`);
  const endUs = clock.nowUs() + patienceMs * 1_000;
  let own: Started | null = null;
  let starts = 1;
  try {
    for (;;) {
      const found = await findLeader(home, clock);
      if (found.kind === "alive") return found;
      if (own?.end === "lost") own = null;
      if (typeof own?.end === "object") {
        if (!own.end.isKilled || starts === mostStarts) throw failure(home, own.end.reason);
        [own, starts] = [spawnLeader(home, command), starts + 1];
      }
      if (own === null && claimStart(starter)) own = spawnLeader(home, command);
      if (clock.nowUs() > endUs) throw failure(home, `none was there after ${patienceMs / 1_000} seconds`);
      await new Promise<void>((resolve) => clock.startTimer(roundMs, resolve));
    }
  } finally {
    if (own !== null) rmSync(starter, { force: true });
  }
}

interface Started {
  /** `lost`: it found another that leads, and ended. */
  end: "notYet" | "lost" | { readonly reason: string; readonly isKilled: boolean };
}

/** False: another starts it, whose process lives. */
function claimStart(path: string): boolean {
  const { host, bootId } = thisMachine();
  const temporary = temporaryFor(path);
  try {
    writeFileSync(temporary, JSON.stringify({ pid: process.pid, host, bootId }), { mode: 0o600 });
    if (linkExclusively(temporary, path)) return true;
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  } finally {
    rmSync(temporary, { force: true });
  }
  // The next round takes the place of one that is gone.
  if (!isStarting(path)) rmSync(path, { force: true });
  return false;
}

function isStarting(path: string): boolean {
  try {
    const { pid, host, bootId } = JSON.parse(readFileSync(path, "utf8")) as { readonly pid: number; readonly host: string; readonly bootId: string };
    const here = thisMachine();
    // This very process waits in another copy of the package.
    return host === here.host && bootId === here.bootId && isProcessAlive(pid);
  } catch {
    // Gone this moment, or torn by a power loss.
    return false;
  }
}

/** What identifies a run, or changes how Node behaves, is none of its; nor are secrets. */
function leaderEnvironment(env: LeaderCommand["env"]): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("MILLRACE_") && name !== "NODE_OPTIONS" && name !== "NODE_CHANNEL_FD"));
}

function spawnLeader(home: string, { node, entry, env }: LeaderCommand): Started {
  if (!existsSync(entry)) throw failure(home, `there is no ${entry}`);
  const { log } = leaderPaths(home);
  const started: Started = { end: "notYet" };
  const output = openLog(log);
  try {
    // Not in the user's folder, which could else not be removed while it lives.
    const child = spawn(node, [entry, "engine", "--lazy", "--home", home], { cwd: tmpdir(), env: leaderEnvironment(env), detached: true, windowsHide: true, stdio: ["ignore", "ignore", output] });
    child.once("exit", (code, signal) => (started.end = code === 0 ? "lost" : { reason: `it ended with ${code ?? signal}`, isKilled: signal !== null }));
    child.once("error", (error) => (started.end = { reason: error.message, isKilled: false }));
    child.unref();
    return started;
  } finally {
    closeSync(output);
  }
}

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return openSync(path, size > longestLogBytes ? "w" : "a", 0o600);
}

function failure(home: string, reason: string): EngineUnavailableError {
  const { log } = leaderPaths(home);
  return new EngineUnavailableError(`The process that keeps the workspace's limits and variables could not be started: ${reason}. Its last words, if it had any, are in ${log}.`);
}
