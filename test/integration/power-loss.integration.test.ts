/**
 * The whole machine dies: what was not made safe on the disk is gone, wholly or in part, and zeros may stand in its place. A
 * durable run has lost nothing that its flow acted on (J4); any run can be read and goes on (J2).
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect } from "vitest";
import type { RunDocument, TaskRunDocument } from "../../core/protocol/run-document.ts";
import { Chance } from "../chaos/chance.ts";
import { command, isAlive, linesOf, onlyRun, type Project, test, until, type UsageDocument } from "./project.ts";

/** Records of the run up to its last steps. */
const records = 440;
const expectedResult = [1770, 780, 180, 190, 100, 10];

/** What is left of a file's end that was not safe: nothing, some of it, all of it, or zeros in its place. */
const leftovers = ["nothing", "some", "all", "zeros", "zeros and a newline"] as const;

/** Another one each time. `MILLRACE_POWER_SEED` tries the moments and cuts of a run of the tests again. */
const { MILLRACE_POWER_SEED: seed = String(Date.now() % 1_000_000) } = process.env;

const losses = leftovers.flatMap((leftover) =>
  [true, ...(leftover === "some" || leftover === "zeros" ? [false] : [])].map((isDurable) => {
    const chance = new Chance(`${seed}.${leftover}.${isDurable}`);
    return { leftover, isDurable, moment: chance.between(20, records - 1), chance };
  }),
);

describe("a loss of power", () => {
  test.for(losses)(`at record $moment, $leftover of the rest being left (durable: $isDurable, seed ${seed})`, async ({ leftover, isDurable, moment, chance }, { project, task, onTestFailed, onTestFinished }) => {
    const journal = project.path("disk.ndjson");
    const fixture = readFileSync(project.copy("many.ts"), "utf8");
    project.write("many.ts", fixture.replace("export const many = flow(async", `export const many = flow({ durable: ${isDurable} }, async`));
    await loseAt(project, moment, journal);
    const acted = linesOf(project.path("seen"));
    cutBack(onlyRun(project), journal, leftover, isDurable, chance);
    // The order of its records is not the seed's: a failure is looked into with the folder that it was seen with.
    const kept = mkdtempSync(join(tmpdir(), "millrace-power-loss-"));
    cpSync(onlyRun(project), kept, { recursive: true });
    onTestFailed(() => console.error(`Seed ${seed}, "${task.name}". The folder of the run, as the loss left it: ${kept}`));
    onTestFinished(({ task: { result } }) => {
      if (result?.state === "pass") rmSync(kept, { recursive: true });
    });
    const ran = counts(project);

    const id = onlyRun(project).slice(-36);
    const crashed = (await project.json<RunDocument>("runs", "show", id)).document;
    expect([crashed.flowRun?.state.name, crashed.flowRun?.problem]).toEqual(["Crashed", undefined]);
    const completed = new Set(allTaskRuns(crashed).filter(({ state }) => state.type === "COMPLETED").map(({ name }) => name));
    // Without `durable` the last moments may be lost.
    if (isDurable) expect(acted.filter((key) => !completed.has(key))).toEqual([]);

    const { exitCode, document } = await project.json<RunDocument & Partial<UsageDocument>>("runs", "resume", id);
    const now = counts(project);
    expect({
      exitCode,
      error: document.error,
      state: document.flowRun?.state,
      result: document.result,
      repeated: [...completed].filter((name) => (now.get(name) ?? 0) > (ran.get(name) ?? 0)),
      gaps: gapsOf(project),
    }).toEqual({ exitCode: 0, error: undefined, state: expect.objectContaining({ name: "Completed" }), result: expectedResult, repeated: [], gaps: [] });
  });

  test("that takes the files of later owners leaves a run that goes on", async ({ project }) => {
    project.copy("many.ts");
    for (const moment of [100, 200]) {
      await loseAt(project, moment, project.path("disk.ndjson"), moment === 100 ? undefined : onlyRun(project).slice(-36));
      await project.millrace("runs");
    }
    const directory = onlyRun(project);
    // Names that nothing had made safe, while the records happened to be.
    for (const name of readdirSync(directory)) if (/^owner\.[2-9]/.test(name)) rmSync(join(directory, name));
    const { exitCode, document } = await project.json<RunDocument>("runs", "resume", directory.slice(-36));
    expect([exitCode, document.result, gapsOf(project)]).toEqual([0, expectedResult, []]);
  });
});

/** Kills the run once its file has so many records. */
async function loseAt(project: Project, moment: number, journal: string, resumed?: string): Promise<void> {
  project.env["NODE_OPTIONS"] = `--import ${pathToFileURL(project.copy("disk.mjs")).href}`;
  project.env["TEST_DISK_JOURNAL"] = journal;
  const running = project.start([command, ...(resumed === undefined ? ["run", "many.ts#many"] : ["runs", "resume", resumed]), "--json"]);
  const opened = (): number => linesOfRun(project).filter((line) => line.includes('"k":"open"')).length;
  const before = opened();
  const pid = await until(() => {
    if (running.child.exitCode !== null) throw new Error(`The run ended at record ${linesOfRun(project).length}, before ${moment}.`);
    if (linesOfRun(project).length < moment || opened() === before) return undefined;
    return (JSON.parse(linesOfRun(project).findLast((line) => line.includes('"k":"open"')) ?? "{}") as { readonly pid?: number }).pid;
  });
  running.child.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await running.ended;
  await until(() => (isAlive(pid) ? undefined : true));
  delete project.env["NODE_OPTIONS"];
  delete project.env["TEST_DISK_JOURNAL"];
}

type Entry = { readonly path: string; readonly bytes: number } | { readonly folder: string; readonly names: readonly string[] } | { readonly from: string; readonly to: string };

/** Leaves of the run's folder what was safe, and of the records besides what the loss may leave. */
function cutBack(directory: string, journal: string, leftover: (typeof leftovers)[number], isDurable: boolean, chance: Chance): void {
  const safe = new Map<string, number>();
  const names = new Map<string, ReadonlySet<string>>();
  for (const entry of linesOf(journal).map((line) => JSON.parse(line) as Entry)) {
    if ("path" in entry) safe.set(entry.path, entry.bytes);
    else if ("folder" in entry) names.set(entry.folder, new Set(entry.names));
    else safe.set(entry.to, safe.get(entry.from) ?? 0);
  }
  const events = join(directory, "events.ndjson");
  for (const path of filesBelow(directory)) {
    const bytes = safe.get(path) ?? 0;
    if (path === events) cutEnd(path, isDurable ? bytes : Math.floor(statSync(path).size * chance.fraction()), leftover, chance);
    // Of a run that is not durable some files happen to be there: those that its folder was made with.
    else if (!isDurable && /(request\.json|owner\.1)$/.test(path)) continue;
    else if (names.get(join(path, ".."))?.has(relative(join(path, ".."), path)) !== true) rmSync(path);
    else truncateSync(path, bytes);
  }
}

function cutEnd(path: string, safe: number, leftover: (typeof leftovers)[number], chance: Chance): void {
  const whole = readFileSync(path);
  const rest = whole.subarray(safe);
  switch (leftover) {
    case "nothing":
      return truncateSync(path, safe);
    case "some":
      return truncateSync(path, safe + Math.floor(rest.length * chance.fraction()));
    case "all":
      return;
    case "zeros":
      return writeFileSync(path, Buffer.concat([whole.subarray(0, safe), Buffer.alloc(rest.length)]));
    case "zeros and a newline":
      return writeFileSync(path, Buffer.concat([whole.subarray(0, safe), Buffer.alloc(rest.length), Buffer.from("\n")]));
  }
}

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesBelow(join(directory, entry.name)) : [join(directory, entry.name)]));
}

function linesOfRun(project: Project): readonly string[] {
  const [directory] = project.runDirectories();
  return directory === undefined ? [] : linesOf(join(directory, "events.ndjson"));
}

/** Numbers that do not follow the one before. */
function gapsOf(project: Project): readonly number[] {
  const numbers = linesOfRun(project).map((line) => (JSON.parse(line) as { readonly n: number }).n);
  return numbers.filter((n, index) => n !== index + 1);
}

function counts(project: Project): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const key of linesOf(project.path("ran"))) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

function allTaskRuns({ taskRuns, childRuns }: RunDocument): readonly TaskRunDocument[] {
  return [...taskRuns, ...childRuns.flatMap(allTaskRuns)];
}
