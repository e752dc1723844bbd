/** A workspace's `.millrace` folder with leaders and clients of a test's own, all in its process. */
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Clock } from "../../core/base/clock.ts";
import type { SlotHolder } from "../../core/limits/slots.ts";
import { lead, type Leading } from "../../engine/leader/lead.ts";
import { LeaderStore } from "../../journal/leader/leader-store.ts";
import { leaderPaths } from "../../journal/leader/leader-paths.ts";
import type { AcquireSlots, SharedStore, SlotHold } from "../../journal/leader/shared-store.ts";
import { thisMachine } from "../../journal/machine.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";

export function makeHome(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-leader-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, ".millrace");
  mkdirSync(home);
  return home;
}

export async function startLeading(home: string, options: { readonly lingerMs?: number; readonly clock?: Clock } = {}): Promise<Leading> {
  const leading = await lead({ home, clock: options.clock ?? systemClock, version: "0.0.0-test", newId: () => randomUUID(), lingerMs: options.lingerMs ?? 60_000, log: () => undefined });
  if (leading === null) throw new Error("Another one leads.");
  onTestFinished(() => leading.end());
  return leading;
}

/** A process's way to the leader. It starts none. */
export function openStore(home: string, options: { readonly socket?: string | null; readonly pid?: number; readonly clock?: Clock } = {}): SharedStore {
  const store = new LeaderStore({
    home,
    clock: options.clock ?? systemClock,
    version: "0.0.0-test",
    newId: () => randomUUID(),
    command: { node: process.execPath, entry: join(home, "no-such-command.js"), env: {} },
    process: { ...thisMachine(), pid: options.pid ?? process.pid, socket: options.socket ?? null },
  });
  onTestFinished(() => store.close());
  return store;
}

export const someRun: Pick<SlotHolder, "runId" | "runName" | "taskRunId" | "taskRunName"> = { runId: "r", runName: "brisk-heron", taskRunId: null, taskRunName: null };

export async function takeSlot(store: SharedStore, names: readonly string[], options: AcquireSlots & { readonly occupy?: number; readonly runName?: string; readonly mode?: "hold" | "rate" } = {}): Promise<SlotHold> {
  const { occupy = 1, runName = "brisk-heron", mode = "hold", ...rest } = options;
  return await store.limits.acquire({ names, occupy, mode, strict: false, holder: { ...someRun, runName } }, rest);
}

/** A wait for a slot, and what became of it. */
export interface Waiting {
  readonly hold: Promise<SlotHold>;
  /** Fulfils with the reason, once it waits. */
  readonly waits: Promise<string>;
}

export function waitForSlot(store: SharedStore, names: readonly string[], options: AcquireSlots & { readonly occupy?: number; readonly runName?: string } = {}): Waiting {
  let onWaiting: (why: string) => void = () => undefined;
  const waits = new Promise<string>((resolve) => {
    onWaiting = resolve;
  });
  const hold = takeSlot(store, names, { ...options, onWaiting: (why) => onWaiting(why) });
  hold.catch(() => undefined);
  return { hold, waits };
}

/** A leader that accepts connections and says nothing, as one that is stopped. `heard` fulfils as something is asked. */
export async function leadSilently(home: string, pid: number): Promise<{ readonly heard: Promise<void>; end(): void }> {
  let onHeard: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => {
    onHeard = resolve;
  });
  const open = new Set<{ destroy(): void }>();
  const path = join(home, "silent.sock");
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("data", () => onHeard()).on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const { folder } = leaderPaths(home);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "leader.9"), JSON.stringify({ ...thisMachine(), generation: 9, pid, socket: path }));
  const end = (): void => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  onTestFinished(end);
  return { heard, end };
}

/** A socket by which a process is found alive, until it is closed. */
export async function openSocket(home: string): Promise<{ readonly path: string; close(): void }> {
  const path = join(home, `${randomUUID().slice(0, 8)}.sock`);
  const open = new Set<{ destroy(): void }>();
  const server: Server = createServer((socket) => void open.add(socket));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const close = (): void => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  onTestFinished(close);
  return { path, close };
}

export async function activeOf(store: SharedStore): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await store.limits.list()).map((limit) => [limit.name, limit.active]));
}
