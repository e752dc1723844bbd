/**
 * Runs as earlier versions of Millrace left them (`test/fixtures/history/<version>`): today's reads them, goes on with them
 * and asks them. What a later version changes must keep these tests as they are.
 */
import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { recordVersion } from "../../core/records/run-record.ts";
import type { FlowRunDocument, RunDocument } from "../../core/protocol/run-document.ts";
import { type Project, test } from "./project.ts";

const fixtures = fileURLToPath(new URL("../fixtures/history", import.meta.url));

/** A workspace that holds the stored runs of a version, and the flows that made them. */
function take(project: Project, version: "v1" | "v2", file: string): void {
  cpSync(join(fixtures, version, "runs"), project.path(".millrace", "runs"), { recursive: true });
  cpSync(join(fixtures, file), project.path(file));
}

async function list(project: Project): Promise<readonly (readonly [string, string, string | undefined])[]> {
  const { document } = await project.json<{ runs: readonly FlowRunDocument[] }>("runs");
  return document.runs.map(({ flow, state, problem }) => [flow, state.name, problem] as const).sort();
}

async function show(project: Project, flow: string): Promise<RunDocument> {
  const { document } = await project.json<{ runs: readonly FlowRunDocument[] }>("runs", "--flow", flow);
  return (await project.json<RunDocument>("runs", "show", document.runs[0]?.id ?? "none")).document;
}

function tree(run: RunDocument): readonly unknown[] {
  return [
    ...run.taskRuns.map(({ name, state, attempt, result, dependsOn }) => [name, state.name, attempt, typeof result === "object" && result !== null ? "…" : result, dependsOn.length]),
    ...run.childRuns.map((child) => [child.flowRun?.flow, ...tree(child)]),
  ];
}

const region = [["load-0", "Completed", 1, "…", 0], ["check-0", "Completed", 1, 400, 1]];
const other = [["load-1", "Completed", 1, "…", 0], ["check-1", "Completed", 1, 400, 1]];

test("runs of format 1 are listed, shown and asked", async ({ project }) => {
  take(project, "v1", "orders.mjs");
  expect(await list(project)).toEqual([
    ["Orders", "Failed", undefined],
    ["Steady", "Completed", undefined],
  ]);
  const run = await show(project, "Orders");
  expect(tree(run)).toEqual([
    ["Region-0", "Completed", 1, 400, 0],
    ["Region-1", "Completed", 1, 400, 0],
    ["flaky-0", "Completed", 2, "well", 0],
    // It got the results of both.
    ["store-0", "Failed", 1, undefined, 2],
    ["Region", ...region],
    ["Region", ...other],
  ]);
  expect([run.error?.message, run.flowRun?.tags, run.childRuns.flatMap(({ logs }) => logs.map(({ message }) => message)).sort()]).toEqual([
    "no place for 800 rows",
    ["nightly"],
    ["checking north.csv", "checking south.csv"],
  ]);
  // A large result is a file of its own.
  expect(run.childRuns[0]?.taskRuns[0]?.result).toMatchObject({ file: "north.csv" });
  const { document } = await project.json<{ rows: unknown }>("query", "select task, count(*) from task_runs where state_name = 'Completed' group by task order by task");
  expect(document.rows).toEqual([["Region", 2], ["check", 3], ["flaky", 1], ["load", 3]]);
});

test("a run of format 1 goes on, and what completed is answered from its records", async ({ project }) => {
  take(project, "v1", "orders.mjs");
  project.write("mended", "");
  const { flowRun } = await show(project, "Orders");
  const { exitCode, document } = await project.json<RunDocument>("runs", "resume", flowRun?.id ?? "none");
  expect([exitCode, document.flowRun?.attempt, document.result]).toEqual([0, 2, { day: "monday", counts: [400, 400] }]);
  expect(document.taskRuns.map(({ name, state }) => [name, state.name])).toEqual([
    ["Region-0", "Cached"],
    ["Region-1", "Cached"],
    ["flaky-0", "Cached"],
    ["store-0", "Completed"],
  ]);
});

test("a run of format 1 whose process had died ends as Crashed, and goes on", async ({ project }) => {
  take(project, "v1", "orders.mjs");
  const [directory = ""] = readdirSync(project.path(".millrace", "runs")).map((name) => project.path(".millrace", "runs", name));
  const events = join(directory, "events.ndjson");
  const lines = readFileSync(events, "utf8").split("\n");
  writeFileSync(events, `${lines.slice(0, -6).join("\n")}\n{"n":99,"g":1,`);
  // Its owner was of this machine, and is dead.
  const owner = { ...(JSON.parse(readFileSync(join(directory, "owner.1"), "utf8")) as object), host: "", pid: 0 };
  writeFileSync(join(directory, "owner.1"), JSON.stringify(owner));
  expect((await list(project)).find(([, state]) => state !== "Completed")?.slice(0, 2)).toEqual(["Orders", "Crashed"]);
  project.write("mended", "");
  const { exitCode } = await project.json<RunDocument>("runs", "resume", directory.slice(-36));
  expect(exitCode).toBe(0);
});

test("a run of format 2 is listed, shown, asked and goes on", async ({ project }) => {
  take(project, "v2", "orders-2.mjs");
  const run = await show(project, "Report");
  expect([run.taskRuns[0]?.items?.count, run.artifacts.map(({ key, data }) => [key, data])]).toEqual([3, [["totals", "# Totals: 6"]]]);
  const events = await project.json<{ rows: unknown }>("query", "select event, payload from events");
  expect(events.document.rows).toEqual([["report.made", '{"seen":6}']]);
  project.write("mended", "");
  const { exitCode, document } = await project.json<RunDocument>("runs", "resume", run.flowRun?.id ?? "none");
  expect([exitCode, document.result, document.taskRuns.map(({ name, state }) => [name, state.name])]).toEqual([
    0,
    6,
    [
      ["pages-0", "Cached"],
      ["write-0", "Cached"],
      ["publish-0", "Completed"],
    ],
  ]);
});

test("a run of a newer format says what to update, and takes no other down", async ({ project }) => {
  take(project, "v1", "orders.mjs");
  const steady = await show(project, "Steady");
  const id = steady.flowRun?.id ?? "none";
  const directory = readdirSync(project.path(".millrace", "runs")).find((name) => name.endsWith(id)) ?? "none";
  const events = project.path(".millrace", "runs", directory, "events.ndjson");
  const text = readFileSync(events, "utf8");
  writeFileSync(events, text.replace('"k":"open","v":1', `"k":"open","v":${recordVersion + 1}`));
  const sentence = `unreadable from record 1: it is of format ${recordVersion + 1}, and this version of Millrace reads formats up to ${recordVersion}. Update millrace to read it: npm install millrace@latest`;
  expect((await list(project)).find(([flow]) => flow === "Orders")).toEqual(["Orders", "Failed", undefined]);
  expect((await list(project)).find(([flow]) => flow !== "Orders")?.[2]).toBe(sentence);
  const shown = await project.json<RunDocument>("runs", "show", id);
  expect([shown.exitCode, shown.document.flowRun?.problem]).toEqual([0, sentence]);
  const { exitCodes, error } = await project.refusal("runs", "resume", id);
  expect([exitCodes, error.message]).toEqual([[2, 2], expect.stringContaining(sentence)]);
  const { document } = await project.json<{ rows: unknown }>("query", "select count(*) from flow_runs where problem is null");
  expect(document.rows).toEqual([[3]]);
  // Nothing of it was written over, and no process called it dead.
  expect(readFileSync(events, "utf8").split("\n").length).toBe(text.split("\n").length);
});

test("a kind of record that is not known makes that run unreadable from there, and tells what stands before", async ({ project }) => {
  take(project, "v1", "orders.mjs");
  const steady = await show(project, "Steady");
  const directory = readdirSync(project.path(".millrace", "runs")).find((name) => name.endsWith(steady.flowRun?.id ?? "none")) ?? "none";
  const events = project.path(".millrace", "runs", directory, "events.ndjson");
  const next = readFileSync(events, "utf8").trimEnd().split("\n").length + 1;
  appendFileSync(events, `{"n":${next},"g":1,"at":9000000000000000,"k":"dream"}\n{"n":${next + 1},"g":1,"at":9000000000000001,"k":"site","site":9,"position":"x"}\n`);
  const { flowRun, taskRuns } = await show(project, "Steady");
  expect([flowRun?.problem, taskRuns.length]).toEqual([`unreadable from record ${next}: its kind "dream" is unknown to this version of Millrace`, 2]);
});
