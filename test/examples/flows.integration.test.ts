/** The examples end to end, through the built command, with a history of their own. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import type { Hotspot } from "../../examples/repo-health.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "millrace-examples-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const summary = [
  { country: "GB", orders: 87, items: 156, revenue: 22_271, averageOrder: 256 },
  { country: "DE", orders: 85, items: 134, revenue: 20_014, averageOrder: 235 },
  { country: "US", orders: 67, items: 102, revenue: 15_365, averageOrder: 229 },
  { country: "FR", orders: 49, items: 76, revenue: 10_722, averageOrder: 219 },
  { country: "SE", orders: 26, items: 43, revenue: 7_891, averageOrder: 304 },
  { country: "NL", orders: 35, items: 57, revenue: 7_777, averageOrder: 222 },
  { country: "CH", orders: 24, items: 40, revenue: 4_537, averageOrder: 189 },
];

test("the orders are summed up, and the step that fails once is retried", () => {
  const { exitCode, document } = runCommand("run", "examples/etl.ts");
  expect(exitCode).toBe(0);
  expect(document.result).toEqual(summary);
  expect(statesOf(document, "fetchRates-0")).toEqual(["Pending", "Running", "AwaitingRetry", "Retrying", "Completed"]);
  const written = (name: string): string => readFileSync(join(repository, "examples/out", name), "utf8");
  expect(JSON.parse(written("summary.json"))).toEqual(summary);
  expect(written("orders.ndjson").trimEnd().split("\n")).toHaveLength(373);
  expect(written("rejected.ndjson").trimEnd().split("\n")).toHaveLength(12);
});

test("a run that failed for good is resumed from its last success", () => {
  const failed = runCommand("run", "examples/etl.ts", "--param", "failAt=load", "--name", "to-resume");
  expect(failed.exitCode).toBe(1);
  expect(failed.document.error?.message).toBe('The step "load" fails because failAt asks for it. Resume the run to go on.');

  const { exitCode, document } = runCommand("runs", "resume", "to-resume");
  expect(exitCode).toBe(0);
  expect(document.flowRun?.attempt).toBe(2);
  expect(document.result).toEqual(summary);
  expect(statesOf(document, "sortOut-0")).toEqual(["Pending", "Running", "Completed", "Cached"]);
  expect(statesOf(document, "load summary.json")).toEqual(["Pending", "Running", "Failed", "Pending", "Rerunning", "Completed"]);
});

test("the files of the clone are measured and ranked", () => {
  const { exitCode, document } = runCommand("run", "examples/repo-health.ts#repoHealth", "--param", "limit=5", "--param", "since=10 years");
  expect(exitCode).toBe(0);
  expect(document.flowRun?.parameters).toEqual({ since: "10 years", limit: 5 });
  const hotspots = document.result as unknown as readonly Hotspot[];
  expect(hotspots).toHaveLength(5);
  expect(Object.keys(hotspots[0] ?? {})).toEqual(["file", "commits", "churn", "sizeKb", "ageDays", "complexity", "todos", "score"]);
  expect(hotspots.map(({ score }) => score)).toEqual(hotspots.map(({ score }) => score).sort((a, b) => b - a));
  expect(document.taskRuns.filter(({ task, state }) => task === "measure" && state.name === "Completed").length).toBeGreaterThan(100);
  expect(document.childRuns.map(({ flowRun }) => [flowRun?.flow, flowRun?.name, flowRun?.state.name])).toEqual([["hotspots", "top 5", "Completed"]]);
});

interface Ran {
  readonly exitCode: number | null;
  readonly document: RunDocument;
}

/** @throws when it prints no document. */
function runCommand(...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/millrace.js", ...args, "--json"], {
    cwd: repository,
    env: { ...process.env, MILLRACE_HOME: home },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.startsWith('{"flowRun"')) throw new Error(`millrace ${args.join(" ")} printed no run: ${stdout}${stderr}`);
  return { exitCode: status, document: JSON.parse(stdout) as RunDocument };
}

/** The names of the states that a task run of this name went through. */
function statesOf({ taskRuns }: RunDocument, name: string): readonly string[] | undefined {
  return taskRuns.find((taskRun) => taskRun.name === name)?.states.map((state) => state.name);
}
