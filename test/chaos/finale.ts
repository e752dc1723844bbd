/** How a workspace has to come to rest: every run ends as if nothing had been done to it, and nothing stays behind. */
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import type { RunPage } from "../../core/protocol/editor-api.ts";
import type { FlowRunDocument } from "../../core/protocol/run-document.ts";
import type { EditorWindow } from "./host/editor-window.ts";
import type { HostProcess } from "./host/host-process.ts";
import { isFinal, type SeenRun } from "./model/seen-run.ts";
import { describePicture, firstDifference, rebuildPicture } from "./model/pictures.ts";
import { Violation } from "./model/violation.ts";
import { processesOf, temporaryFiles } from "./processes.ts";
import { namesIn, type RunFolder } from "./workspace.ts";
import type { World } from "./world.ts";

/** Longest for a run to end that nobody disturbs, in milliseconds: the machine may be busy. */
const endMs = 60_000;
/** Attempts that a run may need to complete: one, and one more for one that was resumed into a failure on purpose. */
const mostResumes = 3;

export async function bringToRest(world: World): Promise<void> {
  await settleAll(world);
  await checkAnswers(world);
  for (const run of world.runs()) await complete(world, run);
  world.check();
  await checkAnswers(world);
  await checkWindow(world);
  await checkLimits(world);
  await clearAway(world);
}

/** Whoever looks finds no run going on that has no process, and runs that are left alone come to an end. */
async function settleAll(world: World): Promise<void> {
  const host = world.host(0);
  for (const document of (await world.attempt(host, "list", {})) ?? []) {
    const run = world.runs().find(({ id }) => id === document.id);
    if (run === undefined || document.state.type !== "PENDING" || world.isOwned(run)) continue;
    // Its engine died as it was starting it: for half a minute nobody can tell that from a slow start.
    await world.attempt(host, "cancel", { run: run.id });
  }
  for (const run of world.runs()) await ended(world, host, run);
  world.check();
}

async function ended(world: World, host: HostProcess, run: RunFolder): Promise<SeenRun | undefined> {
  let list = await world.attempt(host, "list", {});
  let askedAt = Date.now();
  let isAsking = false;
  await world.within(endMs, "A run that is left alone ends, and is closed", "a final state and a record that closes it", () => {
    const seen = world.see(run);
    if (seen === undefined || (seen.isClosed && seen.rootState !== undefined && isFinal(seen.rootState.type) && !world.hasRunner(run))) return undefined;
    if (!isAsking && seen.rootState?.type === "PAUSED") {
      // Answered as a person would; another may have been quicker.
      isAsking = true;
      void world.attempt(host, "resume", world.toResume(run)).finally(() => (isAsking = false));
    } else if (!isAsking && Date.now() - askedAt > 500) {
      isAsking = true;
      void world.attempt(host, "list", {}).then((answer) => {
        [list, askedAt, isAsking] = [answer, Date.now(), false];
      }, () => undefined);
    }
    const told = list?.find(({ id }) => id === run.id);
    return { found: `${seen.rootState?.name ?? "nothing"} at record ${seen.records.length}, listed as ${told?.state.name}${told?.problem === undefined ? "" : ` (${told.problem})`}, ${world.isOwned(run) ? "its process lives" : "no process"}`, where: run.directory };
  });
  return world.see(run);
}

/** Resumed for as long as it takes, a run comes to what its flow comes to. @throws Violation */
async function complete(world: World, run: RunFolder): Promise<void> {
  const host = world.host(1);
  const flow = world.see(run)?.flow;
  if (flow === undefined) return;
  const expected = world.workspace.expected(flow);
  for (let resumes = 0; resumes < mostResumes; resumes += 1) {
    const state = world.see(run)?.rootState;
    if (state === undefined || state.type === "COMPLETED") break;
    if (expected === null && state.type === "FAILED") return;
    await host.ask("resume", world.toResume(run)).catch((error: unknown) => {
      throw new Violation("A run that has ended short can be resumed", "a run that goes on", error instanceof Error ? error.message : String(error), run.directory);
    });
    await ended(world, host, run);
  }
  const state = world.see(run)?.rootState;
  const { result } = await host.ask("show", { run: run.id });
  const found = { state: state?.type, result };
  if (!isDeepStrictEqual(found, { state: "COMPLETED", result: expected })) {
    throw new Violation("A resumed run comes to what one run in one go comes to", JSON.stringify({ state: expected === null ? "FAILED" : "COMPLETED", result: expected }), `${JSON.stringify(found)} after ${mostResumes} resumes`, run.directory);
  }
  world.tally.completed += 1;
}

/** What is told by an engine that has seen it all is what a fresh one reads from the files (J5). */
async function checkAnswers(world: World): Promise<void> {
  const fresh = world.freshHost();
  try {
    const [known, read] = [await world.host(0).ask("list", {}), await fresh.ask("list", {})];
    compare(known, read, world.workspace.root);
    for (const document of read) {
      const seen = world.runs().find(({ id }) => id === document.id);
      const state = seen === undefined ? undefined : world.see(seen)?.rootState;
      if (state !== undefined && state.name !== document.state.name) {
        throw new Violation("A list says what the files say", `${state.name} (record ${state.record})`, document.state.name, document.id);
      }
      const [one, other] = [await world.host(1).ask("show", { run: document.id }), await fresh.ask("show", { run: document.id })];
      compare(one, other, document.id);
    }
    const [answer] = await fresh.ask("query", { sql: "SELECT count(*) FROM flow_runs WHERE parent_task_run_id IS NULL" });
    if (answer?.[0] !== read.length) throw new Violation("SQL knows the runs of the list", String(read.length), JSON.stringify(answer), world.workspace.root);
  } finally {
    await fresh.kill("SIGKILL");
  }
}

/** How long slots of the dead may count, in milliseconds. */
const slotsMs = 5_000;
/** How long the leader stays for its next client, and all others for their end, in milliseconds. */
const goneMs = 25_000;
/** How long the editor's engine may take to see what others have done, in milliseconds. */
const windowMs = 20_000;

/** Every open picture, kept up by what was told, and every row of the list, is what the files make. */
async function checkWindow(world: World): Promise<void> {
  const { window } = world;
  if (window?.isAlive !== true) return;
  const runs = world.runs();
  let page: RunPage | undefined;
  let isAsking = false;
  await world.within(windowMs, "A view of the editor is what the files make (J5)", "the same", () => {
    if (!isAsking) {
      isAsking = true;
      void readWindow(window, runs.map(({ id }) => id)).then((answer) => ([page, isAsking] = [answer, false]), () => (isAsking = false));
    }
    if (page?.total !== runs.length) return { found: `${page?.total} runs instead of ${runs.length}`, where: world.workspace.root };
    for (const run of runs) {
      const row = page.runs.find(({ id }) => id === run.id);
      const mirror = window.mirror(run.id);
      if (row === undefined || mirror === undefined) return { found: `no ${row === undefined ? "row" : "picture"} of it`, where: run.directory };
      const rebuilt = rebuildPicture(run, world.workspace.root, row.flowId);
      const different = firstDifference(rebuilt, describePicture(mirror)) ?? firstDifference(rebuilt.split("\n")[0] ?? "", JSON.stringify(row));
      if (different !== undefined) return { found: `${different[1]}\n    by the files: ${different[0]}`, where: run.directory };
    }
    return undefined;
  });
}

async function readWindow(window: EditorWindow, ids: readonly string[]): Promise<RunPage> {
  for (const id of ids) await window.openRun(id);
  return window.ask("millrace/listRuns", { flow: null, state: null, text: "", offset: 0, limit: 500 });
}

function compare(known: unknown, read: unknown, where: string): void {
  if (isDeepStrictEqual(known, read)) return;
  const [byFiles = "the same", shown = "the same"] = firstDifference(JSON.stringify(read, null, 1), JSON.stringify(known, null, 1)) ?? [];
  throw new Violation("A view is what a fresh process makes of the files (J5)", byFiles, shown, where);
}

/** All runs have ended: nobody holds a slot any more, and nobody waits for one. */
async function checkLimits(world: World): Promise<void> {
  if (world.slots === null) return;
  const host = world.host(0);
  let found = "";
  const end = Date.now() + slotsMs;
  do {
    const [limit] = await host.ask("limits", {});
    if (limit?.limit === world.slots && limit.active === 0 && limit.waiting === 0) return;
    found = JSON.stringify(limit);
  } while (Date.now() < end);
  throw new Violation("No slot is leaked", `${world.slots} free slots within ${slotsMs / 1_000} s`, found, world.workspace.root);
}

/** Everything is deleted, all engines end, and nothing is left. */
async function clearAway(world: World): Promise<void> {
  const host = world.host(0);
  for (const { id } of world.runs()) await host.ask("delete", { run: id }) satisfies FlowRunDocument;
  for (const each of world.hosts) checkOutput(each);
  await world.endHosts();
  const { workspace } = world;
  await world.within(goneMs, "No process stays behind", "none of the workspace", () => {
    const left = processesOf(workspace.root);
    return left.length === 0 ? undefined : { found: left.map(({ pid, command }) => `${pid} ${command}`).join("; "), where: workspace.root };
  });
  const files = temporaryFiles(workspace.temporary);
  if (files.length > 0) throw new Violation("No socket and no temporary file stays behind", "none", files.join(", "), workspace.temporary);
  const runs = namesIn(join(workspace.home, "runs"));
  if (runs.length > 0) throw new Violation("A deleted run is gone", "no folder", runs.join(", "), workspace.home);
  const cache = temporaryFiles(workspace.home).filter((path) => path.endsWith(".tmp"));
  if (cache.length > 0) throw new Violation("No temporary file stays behind", "none", cache.join(", "), workspace.home);
}

function checkOutput(host: HostProcess): void {
  if (host.output !== "") throw new Violation("An engine prints nothing of its own", "nothing", host.output.slice(0, 2_000), `process ${host.child.pid}`);
}
