/** A store that cannot be written: nothing starts, or what has begun ends with the reason and a file of whole records. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { canMount, mount } from "./mounts.ts";
import { command, linesOf, onlyRun, type Project, test, type UsageDocument } from "./project.ts";

const unwritable = "MILLRACE_STORE_UNWRITABLE";

describe("a home that cannot be made", () => {
  const homes = [
    ["below a file", (project: Project): string => join(project.write("file", ""), "home")],
    // Even root cannot write there.
    ...(process.platform === "linux" ? ([["in /proc", (): string => "/proc/millrace"]] as const) : []),
  ] as const;

  test.for(homes)("%s: the run does not start, and says why", async ([, home], { project }) => {
    project.copy("shapes.ts");
    project.env["MILLRACE_HOME"] = home(project);
    const { exitCodes, text, error } = await project.refusal("run", "shapes.ts#failing");
    expect([exitCodes, error.code]).toEqual([[2, 2], unwritable]);
    for (const words of [project.env["MILLRACE_HOME"], "cannot be written", "MILLRACE_HOME"]) {
      expect(`${error.message} ${error.hint ?? ""}`).toContain(words);
      expect(text).toContain(words);
    }
  });

  test("below a file: the list of runs says why it is none", async ({ project }) => {
    project.env["MILLRACE_HOME"] = join(project.write("file", ""), "home");
    const { exitCodes, error } = await project.refusal("runs");
    expect([exitCodes, error.message]).toEqual([[2, 2], expect.stringMatching(/home.runs cannot be read: ENOTDIR/)]);
  });
});

describe("a result that cannot be written", () => {
  test.for([
    ["inTurn", ["fetches 1", "uses 1", "fetches 2", "uses 2", "fetches 3"], ["fetches 3", "uses 1", "uses 2", "uses 3"]],
    ["asItems", ["fetches 1", "uses 1", "fetches 2", "uses 2", "fetches 3"], ["fetches 1", "fetches 2", "fetches 3", "uses 1", "uses 2", "uses 3"]],
    ["inChild", ["fetches 1"], ["uses child"]],
  ] as const)("%s: the run ends with the reason before anybody uses it, and a resume makes nothing anew that was used", async ([flow, before, after], { project }) => {
    project.copy("pages.ts");
    const { exitCode, document } = await project.run(`pages.ts#${flow}`);
    expect([exitCode, document.flowRun?.state]).toEqual([1, expect.objectContaining({ name: "Failed", message: expect.stringMatching(/^StoreUnwritableError: .*results.* cannot be written: /) })]);
    expect(document.taskRuns.filter(({ state, result }) => state.type === "COMPLETED" && result === undefined)).toEqual([]);
    expect(linesOf(project.path("seen"))).toEqual(before);
    const results = join(onlyRun(project), "results");
    rmSync(results);
    renameSync(`${results}-aside`, results);
    rmSync(project.path("seen"));
    project.write("mended", "");
    const resumed = await project.json<RunDocument>("runs", "resume", onlyRun(project).slice(-36));
    expect([resumed.exitCode, linesOf(project.path("seen")).filter((line) => / [1-3c]/.test(line)).sort()]).toEqual([0, after]);
  });
});

if (process.platform !== "win32") {
  test("a file that may grow no further ends the run with the reason, and a resume goes on", async ({ project }) => {
    project.copy("fills.ts");
    const limited = `trap '' XFSZ; ulimit -f 128; exec "${process.execPath}" "${command}" run fills.ts --json`;
    const child = spawnSync("sh", ["-c", limited], { cwd: project.root, encoding: "utf8" });
    expect([child.status, child.stdout]).toEqual([1, expect.stringContaining("cannot be written: EFBIG")]);
    await expectGoesOn(project);
  });
}

if (canMount()) {
  test("a full disk ends the run with the reason, and a resume goes on once there is space", async ({ project }) => {
    await onDisk(project, "64k", async (disk) => {
      project.copy("fills.ts");
      const full = await project.json<UsageDocument>("run", "fills.ts");
      expect([full.exitCode, full.document.error]).toEqual([
        1,
        { code: unwritable, message: expect.stringContaining("ENOSPC"), hint: expect.stringMatching(/millrace runs resume \w+-\w+ goes on/) },
      ]);
      const none = await project.json<UsageDocument>("run", "fills.ts");
      expect([none.exitCode, none.document.error.code, project.runDirectories().length]).toEqual([2, unwritable, 1]);
      mount("-o", "remount,size=4m", disk);
      await expectGoesOn(project);
    });
  });

  test("a disk that is filled by what a flow prints ends the run with the reason, its process too, and a resume goes on", async ({ project }) => {
    await onDisk(project, "200k", async (disk) => {
      project.copy("chatty.ts");
      const { exitCode, stdout, stderr } = await project.millrace("run", "chatty.ts", "--json");
      expect([exitCode, stdout + stderr]).toEqual([1, expect.stringMatching(/cannot be written: ENOSPC/)]);
      mount("-o", "remount,size=8m", disk);
      const resumed = await project.json<RunDocument>("runs", "resume", onlyRun(project).slice(-36));
      expect([resumed.exitCode, resumed.document.result]).toEqual([0, "done"]);
    });
  });
}

/** With the history on a disk of its own, which goes afterwards. */
async function onDisk(project: Project, size: string, use: (disk: string) => Promise<void>): Promise<void> {
  const disk = project.path("disk");
  mkdirSync(disk);
  mount("-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk);
  try {
    project.env["MILLRACE_HOME"] = join(disk, "home");
    await use(disk);
  } finally {
    spawnSync("umount", [disk]);
  }
}

/** The file ends with a whole record, the run is Crashed with all that it saw, and resumes. */
async function expectGoesOn(project: Project): Promise<void> {
  const [directory = "none"] = project.runDirectories();
  const text = readFileSync(join(directory, "events.ndjson"), "utf8");
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.trimEnd().split("\n")) JSON.parse(line);
  const seen = linesOf(project.path("seen"));
  const id = directory.slice(-36);
  const { document } = await project.json<RunDocument>("runs", "show", id);
  const completed = new Set(document.taskRuns.filter(({ state }) => state.type === "COMPLETED").map(({ name }) => name));
  expect([document.flowRun?.state.name, seen.length > 10, seen.filter((name) => !completed.has(name))]).toEqual(["Crashed", true, []]);
  const resumed = await project.json<RunDocument>("runs", "resume", id);
  expect([resumed.exitCode, resumed.document.result, resumed.document.taskRuns.length]).toEqual([0, "done", 300]);
}
