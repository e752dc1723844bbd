import { cpSync, existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import type { Workspace } from "../../../journal/workspace.ts";
import { appendRecords, endedRun, makeWorkspace, runId, startUs, state, writeRun } from "../build-history.ts";
import { openBook } from "./open-book.ts";

/** What a new engine of the folder lists. Its index is written once it has looked at all. */
async function listed(workspace: Workspace, folder = workspace.root): Promise<readonly string[]> {
  const book = await openBook(workspace, folder);
  return [...book.summaries()].map(line).sort();
}

function line({ name, flow, flowId, state: { name: shown }, tasks }: RunSummary): string {
  return `${name} ${flow} ${flowId} ${shown} ${tasks.total}`;
}

function twoRuns(): { readonly workspace: Workspace; readonly directory: string; readonly events: string } {
  const workspace = makeWorkspace();
  writeRun(workspace, { id: runId("b"), name: "other", minute: 1, records: endedRun(runId("b"), state("FAILED", "Failed"), "other", "moons") });
  const directory = writeRun(workspace, { id: runId("a"), name: "brisk", records: endedRun(runId("a"), undefined, "brisk") });
  const events = join(directory, "events.ndjson");
  // A whole second, which can be set again exactly.
  utimesSync(events, 1_769_850_000, 1_769_850_000);
  return { workspace, directory, events };
}

/** Writes other bytes without a trace: who still tells the old ones has not read the file. */
function falsify(path: string, from: string, to: string): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(from, to), { flag: "r+" });
  utimesSync(path, atime, mtime);
}

const asTheyAre = ["brisk stars flows.ts#stars Completed 0", "other moons flows.ts#moons Failed 0"];
const asFalsified = ["brask stars flows.ts#stars Completed 0", asTheyAre[1]];

test("runs that are as they were are known from the index, and not read", async () => {
  const { workspace, events } = twoRuns();
  expect(await listed(workspace)).toEqual(asTheyAre);
  falsify(events, "brisk", "brask");
  expect(await listed(workspace)).toEqual(asTheyAre);
  rmSync(join(workspace.home, "index"));
  expect(await listed(workspace)).toEqual(asFalsified);
});

test("a run that has gone on is read again", async () => {
  const { workspace, directory } = twoRuns();
  await listed(workspace);
  appendRecords(directory, endedRun(runId("a"), state("CANCELLED", "Cancelled", 9), "brisk").slice(5), startUs + 900_000_000, 1, 7);
  expect(await listed(workspace)).toEqual(["brisk stars flows.ts#stars Cancelled 0", asTheyAre[1]]);
});

test("a file of another time counts while its last record is the same", async () => {
  const { workspace, events } = twoRuns();
  await listed(workspace);
  utimesSync(events, 1, 1);
  expect(await listed(workspace)).toEqual(asTheyAre);
  falsify(events, "brisk", "brask");
  utimesSync(events, 2, 2);
  expect(await listed(workspace)).toEqual(asFalsified);
});

test("a workspace that was copied with its index is read anew, since its places are others", async () => {
  const { workspace } = twoRuns();
  await listed(workspace);
  const copy = makeWorkspace();
  cpSync(workspace.home, copy.home, { recursive: true });
  falsify(join(copy.runs, `2026-01-31-brisk-${runId("a")}`, "events.ndjson"), "brisk", "brask");
  expect(await listed(copy)).toEqual(asFalsified);
});

test.each([
  ["torn", (text: string) => text.slice(0, -20)],
  ["of another version", (text: string) => text.replace('"v":1', '"v":2')],
  ["no index at all", () => "garbage\n"],
  ["of other lines", (text: string) => `${text.split("\n")[0]}\n["x",{"ino":1}]\n`],
  ["empty", () => ""],
])("an index that is %s is passed over, and written anew", async (_what, damage) => {
  const { workspace, events } = twoRuns();
  await listed(workspace);
  const index = join(workspace.home, "index");
  const whole = readFileSync(index, "utf8");
  writeFileSync(index, damage(whole));
  falsify(events, "brisk", "brask");
  expect(await listed(workspace)).toEqual(asFalsified);
  expect(readFileSync(index, "utf8").split("\n").length).toBe(whole.split("\n").length);
});

test("runs that go on or cannot be read are not in the index, and one that was deleted leaves it", async () => {
  const { workspace, directory } = twoRuns();
  const torn = writeRun(workspace, { id: runId("c"), name: "torn", records: endedRun(runId("c"), undefined, "torn") });
  writeFileSync(join(torn, "events.ndjson"), `garbage\n${readFileSync(join(torn, "events.ndjson"), "utf8")}`);
  await listed(workspace);
  const index = join(workspace.home, "index");
  expect(readFileSync(index, "utf8")).not.toContain("torn");
  rmSync(directory, { recursive: true });
  expect(await listed(workspace)).toHaveLength(2);
  expect(existsSync(index)).toBe(true);
});
