/** Does one step of the plan. A process is killed only if it is one of the workspace's. */
import { setTimeout as delay } from "node:timers/promises";
import { assertNever } from "../../../core/base/assert-never.ts";
import type { HostProcess } from "../host/host-process.ts";
import { isFinal } from "../model/seen-run.ts";
import { leaderPids, runnerPids, signal } from "../processes.ts";
import type { RunFolder } from "../workspace.ts";
import type { World } from "../world.ts";
import type { Moment, Step } from "./step.ts";
import { killWindow, takeWindowStep } from "./window-step.ts";

/** How long a run may take to come to the moment that a step waits for, in milliseconds; it may end before. */
const momentMs = 10_000;

export async function takeStep(world: World, step: Step): Promise<void> {
  switch (step.kind) {
    case "start":
      await world.start(step.flow, world.host(step.host));
      return;
    case "kill": {
      const host = world.host(step.host);
      const run = await goOn(world, step.run, host);
      await Promise.all([run.asked, killAt(world, run.folder, step.moment, step.signal, step.withHost ? host : undefined)]);
      return;
    }
    case "killAll": {
      const host = world.host(step.host);
      const going = await Promise.all(step.runs.map((run) => goOn(world, run, host)));
      await delay(step.afterMs);
      for (const pid of new Set(going.flatMap(({ folder }) => (folder === undefined ? [] : pidsOf(world, folder))))) kill(world, pid, "SIGKILL", "runner, several at once");
      if (step.withHosts) await killLeaders(world, null, "leader, several at once");
      if (step.withHosts && world.window?.isAlive === true) await killWindow(world, "engine of the editor, several at once");
      if (step.withHosts) await Promise.all(world.hosts.filter((each) => each.isAlive).map((each) => killHost(world, each, "SIGKILL", "engine, several at once")));
      await Promise.all(going.map(({ asked }) => asked));
      return;
    }
    case "hold": {
      const run = await goOn(world, step.run, world.host(step.host));
      const { folder } = run;
      if (folder !== undefined) {
        await atMoment(world, folder, step.moment);
        const pids = pidsOf(world, folder).filter((pid) => signal(pid, "SIGSTOP"));
        const asked = world.request(step.during);
        await delay(step.ms);
        for (const pid of pids) {
          if (step.end === "SIGKILL") kill(world, pid, "SIGKILL", "runner, held before");
          else if (signal(pid, "SIGCONT")) world.tally.kill("SIGSTOP and SIGCONT runner, held");
        }
        await asked;
      }
      await run.asked;
      return;
    }
    case "killLeader": {
      if (world.slots === null) return;
      const run = await goOn(world, step.run, world.host(step.host));
      await delay(step.afterMs);
      await killLeaders(world, step.holdMs, "leader");
      await run.asked;
      return;
    }
    case "killHost": {
      const { request } = step;
      const host = world.host(request.host);
      const asked = request.kind === "start" ? world.start(request.flow, host) : world.request(request);
      await delay(step.afterMs);
      await killHost(world, host, step.signal, "engine");
      await asked;
      return;
    }
    case "ask":
      await world.request(step.request);
      return;
    case "window":
      await takeWindowStep(world, step.act, step.run);
      return;
    case "crowd":
      await Promise.all(step.requests.map((request) => world.request(request)));
      return;
    default:
      assertNever(step, "step");
  }
}

async function killLeaders(world: World, holdMs: number | null, what: string): Promise<void> {
  for (const pid of leaderPids(world.workspace.root)) {
    if (holdMs === null) kill(world, pid, "SIGKILL", what);
    else if (signal(pid, "SIGSTOP")) {
      await delay(holdMs);
      signal(pid, "SIGCONT");
      world.tally.kill(`SIGSTOP and SIGCONT ${what}, held`);
    }
  }
}

interface Going {
  readonly folder: RunFolder | undefined;
  readonly asked: Promise<unknown>;
}

/** A run that goes on: the one that is meant, resumed where it has ended, or a new one of the same flow where it is complete. */
async function goOn(world: World, number: number, host: HostProcess): Promise<Going> {
  const run = world.run(number);
  if (run === undefined) return startNew(world, number, host);
  if (pidsOf(world, run).length > 0) return { folder: run, asked: Promise.resolve() };
  const state = world.see(run)?.rootState;
  if (state?.type === "COMPLETED") return startNew(world, number, host);
  const asked = world.attempt(host, "resume", world.toResume(run));
  // Until it is recorded as ended there is nothing to be seen of a resume.
  if (state === undefined || !isFinal(state.type)) await asked;
  return { folder: run, asked };
}

async function startNew(world: World, number: number, host: HostProcess): Promise<Going> {
  const before = new Set(world.runs().map(({ id }) => id));
  const asked = world.start(number, host);
  const found = (): RunFolder | undefined => world.runs().find(({ id }) => !before.has(id));
  const end = Date.now() + momentMs;
  while (found() === undefined && host.isAlive && Date.now() < end) await delay(2);
  return { folder: found(), asked };
}

async function killAt(world: World, folder: RunFolder | undefined, moment: Moment, name: "SIGKILL" | "SIGTERM", host: HostProcess | undefined): Promise<void> {
  if (folder === undefined) return;
  await atMoment(world, folder, moment);
  const pids = pidsOf(world, folder);
  for (const pid of pids) kill(world, pid, name, host === undefined ? "runner" : "runner with its engine");
  if (host !== undefined) await killHost(world, host, "SIGKILL", "engine with its runner");
}

async function atMoment(world: World, folder: RunFolder, moment: Moment): Promise<void> {
  if ("afterMs" in moment) {
    await delay(moment.afterMs);
    return;
  }
  const count = (): number => world.see(folder)?.records.length ?? 0;
  const wanted = count() + moment.afterRecords;
  const end = Date.now() + momentMs;
  let wasOwned = false;
  while (count() < wanted && Date.now() < end) {
    const isOwned = world.isOwned(folder);
    if (wasOwned && !isOwned) return;
    wasOwned ||= isOwned;
    await delay(3);
  }
}

function pidsOf(world: World, { directory }: RunFolder): readonly number[] {
  const hosts = new Set(world.hosts.map(({ child }) => child.pid));
  return runnerPids(directory, world.workspace.root).filter((pid) => !hosts.has(pid));
}

function kill(world: World, pid: number, name: NodeJS.Signals, what: string): void {
  if (signal(pid, name)) world.tally.kill(`${name} ${what}`);
}

async function killHost(world: World, host: HostProcess, name: NodeJS.Signals, what: string): Promise<void> {
  if (!host.isAlive) return;
  world.tally.kill(`${name} ${what}`);
  await host.kill(name);
}
