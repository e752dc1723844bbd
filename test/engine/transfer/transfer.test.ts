import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { ZipFile } from "yazl";
import type { EngineApi } from "../../../core/protocol/engine-api.ts";
import { recordVersion, type RunRecordBody } from "../../../core/records/run-record.ts";
import type { Workspace } from "../../../journal/workspace.ts";
import { appendRecords, endedRun, makeWorkspace, openEngine, runId, runningRun, startUs, state, writeRun } from "../build-history.ts";

const id = runId("a");
const result = "d76d410c1bbb48d5ef5cf6f4649d76c7.json";

/** A run that failed, with a log, a large result and a stack in a file of the workspace. */
function failedRun(workspace: Workspace): string {
  const file = join(workspace.root, "flows.ts");
  writeFileSync(file, "import { flow } from 'millrace';\n\nexport const stars = flow(async () => {\n  throw new TypeError('no stars');\n});\n");
  const error = { name: "TypeError", message: "no stars | <b>", stack: `TypeError: no stars | <b>\n    at stars (${file}:4:9)` };
  const end = { ...state("FAILED", "Failed", 0, "no stars"), error } as ReturnType<typeof state>;
  const records: RunRecordBody[] = [
    ...runningRun(id, "brisk-heron", "GitHub Stars"),
    { k: "def", def: 2, kind: "task", name: "getStars", file: "flows.ts", position: "flows.ts:1:1" },
    { k: "task", task: 1, def: 2, no: 0, run: 0, in: { repo: { v: "a/b" } }, s: 1 },
    { k: "done", task: 1, r: { f: result, c: "v", size: 9 } },
    ...endedRun(id, end, "brisk-heron", "GitHub Stars").slice(5),
  ];
  const directory = writeRun(workspace, { id, name: "brisk-heron", flow: "GitHub Stars", records, request: { module: file } });
  mkdirSync(join(directory, "results"));
  writeFileSync(join(directory, "results", result), '"large …"');
  writeFileSync(join(directory, "log.ndjson"), `${JSON.stringify({ at: startUs, level: "info", message: "looking for `stars`", run: 0 })}\n`);
  return directory;
}

async function exported(engine: EngineApi, workspace: Workspace): Promise<string> {
  return (await engine.exportRun("brisk-heron", join(workspace.root, "run.zip"))).file;
}

/** What people are shown of a run, but for when it was imported. */
async function shown(engine: EngineApi): Promise<unknown> {
  const document = await engine.showRun(id);
  return { ...document, flowRun: { ...document.flowRun, imported: null } };
}

test("a run that was exported is listed, shown, logged and queried in another workspace as it was", async () => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  failedRun(here);
  const [from, to] = [openEngine(here), openEngine(there)];
  const file = await exported(from, here);
  const imported = await to.importRun(file);
  expect([imported.isNew, imported.flowRun.name, imported.flowRun.imported?.file]).toEqual([true, "brisk-heron", "run.zip"]);
  expect(await shown(to)).toEqual(await shown(from));
  expect((await to.showRun(id)).taskRuns[0]?.result).toBe("large …");
  expect((await to.listRuns({})).map(({ name, imported: mark }) => [name, mark?.file])).toEqual([["brisk-heron", "run.zip"]]);
  const lines: string[] = [];
  await to.followLogs(id, ({ message }) => void lines.push(message), { follow: false });
  expect(lines).toEqual(["looking for `stars`"]);
  expect((await to.query("select name, state_name from flow_runs")).rows).toEqual([["brisk-heron", "Failed"]]);
  expect(readdirSync(there.runs)).toEqual([expect.stringMatching(/^2026-01-31-brisk-heron-/)]);
});

test("the summary tells what failed and where, and holds neither HTML nor where the workspace lies", async () => {
  const workspace = makeWorkspace();
  failedRun(workspace);
  const { summary } = await openEngine(workspace).exportRun(id, join(workspace.root, "run.zip"));
  expect(summary).toContain("# GitHub Stars: Failed");
  expect(summary).toContain("**TypeError: no stars | \\<b\\>** at `flows.ts:4:9`");
  expect(summary).toContain(">");
  expect(summary).toContain("| getStars-0 | Completed |");
  expect(summary).toContain("```text\n09:00:00.000 info  looking for `stars`\n```");
  expect(summary).toContain("| Node | v20 |");
  expect(summary).not.toContain(workspace.root);
});

test("a summary of a long run stays below what an issue takes", async () => {
  const workspace = makeWorkspace();
  const tasks = Array.from({ length: 3_000 }, (_, index): RunRecordBody => ({ k: "task", task: index + 1, def: 2, no: index, run: 0, in: { page: { v: "x".repeat(300) } }, s: 1 }));
  const directory = writeRun(workspace, {
    id,
    name: "brisk-heron",
    records: [...runningRun(id, "brisk-heron").slice(0, 5), { k: "def", def: 2, kind: "task", name: "page", file: null, position: null }, ...tasks, ...endedRun(id, undefined, "brisk-heron").slice(5)],
  });
  writeFileSync(join(directory, "log.ndjson"), `${JSON.stringify({ at: startUs, level: "info", message: "y".repeat(5_000), run: 0 })}\n`.repeat(200));
  const { summary } = await openEngine(workspace).exportRun(id, join(workspace.root, "run.zip"));
  expect(summary.length).toBeLessThan(60_000);
  expect(summary).toContain("… and 2900 more task runs");
  expect(summary).toContain("The last 50 of 200 lines.");
});

test("the same run is not imported twice, and says so", async () => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  failedRun(here);
  const file = await exported(openEngine(here), here);
  const to = openEngine(there);
  await to.importRun(file);
  expect((await to.importRun(file)).isNew).toBe(false);
  expect((await openEngine(here).importRun(file)).isNew).toBe(false);
  expect(readdirSync(there.runs)).toHaveLength(1);
});

test("a run of the same id with another history is refused, and stays as it is", async () => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  failedRun(here);
  writeRun(there, { id, name: "other", records: endedRun(id, undefined, "other") });
  const to = openEngine(there);
  await expect(to.importRun(await exported(openEngine(here), here))).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringContaining(`other (${id}) is in`), hint: expect.stringContaining("runs delete") });
  expect((await to.listRuns({})).map(({ name }) => name)).toEqual(["other"]);
});

test("a run that had not ended where it was exported ends as Crashed, and its process there is left alone", async () => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  const directory = writeRun(here, { id, name: "brisk-heron", records: runningRun(id, "brisk-heron"), owner: { pid: process.pid } });
  const half = '{"n":6,"g":1,"at":1';
  writeFileSync(join(directory, "events.ndjson"), readFileSync(join(directory, "events.ndjson"), "utf8") + half);
  const from = openEngine(here);
  const file = await exported(from, here);
  const to = openEngine(there);
  const { flowRun } = await to.importRun(file);
  expect([flowRun.state.name, flowRun.state.message]).toEqual(["Crashed", "It had not ended when it was exported"]);
  expect((await to.importRun(file)).isNew).toBe(false);
  expect((await from.listRuns({}))[0]?.state.name).toBe("Running");
  expect((await to.deleteRun(id)).name).toBe("brisk-heron");
}, 60_000);

test("an imported run whose code is not here is not resumed, and says which file it wants", async () => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  failedRun(here);
  const to = openEngine(there);
  await to.importRun(await exported(openEngine(here), here));
  await expect(to.resumeRun(id)).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: `brisk-heron cannot be resumed: its code is not here, ${join(there.root, "flows.ts")}.` });
});

test("a file that is there is not written over", async () => {
  const workspace = makeWorkspace();
  failedRun(workspace);
  const file = join(workspace.root, "run.zip");
  writeFileSync(file, "mine");
  await expect(openEngine(workspace).exportRun(id, file)).rejects.toMatchObject({ code: "MILLRACE_USAGE" });
  expect(readFileSync(file, "utf8")).toBe("mine");
});

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly mode?: number;
}

const manifest: Entry = { name: "millrace.json", text: JSON.stringify({ kind: "millrace-run", format: 1, run: { id } }) };
const request: Entry = {
  name: "run/request.json",
  text: JSON.stringify({ v: 1, id, name: "x", createdAt: startUs, module: "/etc/passwd.ts", flow: null, flowName: "x", parameters: {}, isParametersGiven: false, trigger: "command" }),
};

/** An archive by anybody: `rename` replaces names in its bytes by others of the same length, which no honest tool would write. */
async function archive(workspace: Workspace, entries: readonly Entry[], rename: Readonly<Record<string, string>> = {}): Promise<string> {
  const zip = new ZipFile();
  for (const { name, text, mode } of entries) zip.addBuffer(Buffer.from(text), name, { compress: false, ...(mode === undefined ? {} : { mode }) });
  zip.end();
  const file = join(workspace.root, "bad.zip");
  await pipeline(zip.outputStream, createWriteStream(file));
  let bytes = readFileSync(file).toString("latin1");
  for (const [name, other] of Object.entries(rename)) bytes = bytes.replaceAll(name, other);
  writeFileSync(file, bytes, "latin1");
  return file;
}

async function refused(entries: readonly Entry[], rename: Readonly<Record<string, string>>, message: string, code = "MILLRACE_USAGE"): Promise<void> {
  const workspace = makeWorkspace();
  const file = await archive(workspace, entries, rename);
  await expect(openEngine(workspace).importRun(file)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  // Nothing is left behind, and nothing was written outside.
  expect([readdirSync(workspace.runs), readdirSync(workspace.root).sort()]).toEqual([[], [".millrace", "bad.zip", "package.json"]]);
}

const value = (name: string): Entry => ({ name: `run/results/${name}`, text: "1" });

test("a path that leads out is refused", () => refused([manifest, request, value("aaaaaaaaaa.json")], { "run/results/aaaaaaaaaa.json": "run/results/../../../evi.ts" }, "cannot be imported"));
test("an absolute path is refused", () => refused([manifest, request, value("aaaaaaaaaa.json")], { "run/results/aaaaaaaaaa.json": "/tmp/millrace-evil/evil.json" }, "cannot be imported"));
test("a backslash is refused", () => refused([manifest, request, value("aaaaaaaaaa.json")], { "run/results/aaaaaaaaaa.json": "run\\..\\..\\..\\..\\..\\evil.js" }, "cannot be imported"));
test("a file that no run has is refused", () => refused([manifest, request, { name: "run/owner.1", text: "{}" }], {}, 'it holds "run/owner.1", which no exported run does'));
test("a link is refused", () => refused([manifest, request, { name: "run/log.ndjson", text: "/etc/passwd", mode: 0o120777 }], {}, '"run/log.ndjson" in it is a link'));
test("a file that comes twice is refused, whatever its capitals", () => refused([manifest, request, value("aaaa.json"), value("AAAA.json")], {}, "twice"));
test("an archive without a manifest is refused", () => refused([request], {}, "it has no millrace.json that tells of a run"));
test("an archive of a newer format says what to update", () => refused([{ ...manifest, text: JSON.stringify({ kind: "millrace-run", format: 2, run: { id } }) }, request], {}, "it is of a newer version of Millrace", "MILLRACE_VERSION_MISMATCH"));
test("a request of a newer format says what to update", () => refused([manifest, { ...request, text: '{"v":2}' }], {}, "its request is of a newer version", "MILLRACE_VERSION_MISMATCH"));
test("a request that is none is refused", () => refused([manifest, { ...request, text: request.text.replace(id, "../../x") }], {}, "its request.json is not one"));
test("a time that no folder could bear is refused", () => refused([manifest, { ...request, text: request.text.replace(String(startUs), "1e300") }], {}, "its request.json is not one"));
test("records of a newer format say what to update", () =>
  refused([manifest, request, { name: "run/events.ndjson", text: `${JSON.stringify({ n: 1, g: 1, at: 1, k: "open", v: recordVersion + 1, id })}\n${JSON.stringify({ n: 2, g: 1, at: 2, k: "site", site: 1, position: "x" })}\n` }], {}, "its records are of a newer version", "MILLRACE_VERSION_MISMATCH"));
test("records that are damaged are refused", () =>
  refused([manifest, request, { name: "run/events.ndjson", text: `garbage\n${JSON.stringify({ n: 2, g: 1, at: 2, k: "site", site: 1, position: "x" })}\n` }], {}, "its records are unreadable from record 1"));
test("records of another run are refused", () =>
  refused([manifest, request, { name: "run/events.ndjson", text: `${JSON.stringify({ n: 1, g: 1, at: 1, k: "open", v: 1, id: runId("b"), pid: 1, sdk: "0.1.0", node: "v24.0.0" })}\n` }], {}, "its records are those of another run"));

test("what is no zip file is refused", async () => {
  const workspace = makeWorkspace();
  writeFileSync(join(workspace.root, "bad.zip"), "PK or not");
  const engine = openEngine(workspace);
  await expect(engine.importRun(join(workspace.root, "bad.zip"))).rejects.toMatchObject({ code: "MILLRACE_USAGE", hint: expect.stringContaining("runs export") });
  await expect(engine.importRun(join(workspace.root, "none.zip"))).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringContaining("ENOENT"), hint: expect.stringContaining("runs export") });
});

test("a file that cannot be written is named, with what helps", async () => {
  const workspace = makeWorkspace();
  failedRun(workspace);
  const file = join(workspace.root, "none", "run.zip");
  await expect(openEngine(workspace).exportRun(id, file)).rejects.toMatchObject({ code: "MILLRACE_STORE_UNWRITABLE", message: expect.stringContaining(file), hint: expect.stringContaining("--output") });
});

test("a damaged archive is refused", async () => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  failedRun(here);
  const file = await exported(openEngine(here), here);
  const bytes = readFileSync(file);
  bytes.fill(0, 400, 600);
  rmSync(file);
  writeFileSync(file, bytes);
  await expect(openEngine(there).importRun(file)).rejects.toMatchObject({ code: "MILLRACE_USAGE" });
  expect(readdirSync(there.runs)).toEqual([]);
});

const named = (file: string, entry: string) => ({ code: "MILLRACE_USAGE", message: expect.stringMatching(`^${file} cannot be imported: "${entry}" in it is damaged: `), hint: expect.stringContaining("runs export") });

test.for(["README.md", "millrace.json", "run/request.json", "run/events.ndjson", "run/log.ndjson", `run/results/${result}`])("one bit that is another in %s makes the archive a damaged one, whatever unpacking it gives", async (name) => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  failedRun(here);
  const file = await exported(openEngine(here), here);
  const bytes = readFileSync(file);
  for (const [bit, damage] of flips(bytes, name).entries()) {
    writeFileSync(file, damage);
    await expect(openEngine(there).importRun(file), `bit ${bit}`).rejects.toMatchObject(named(file, name));
  }
  expect(readdirSync(there.runs)).toEqual([]);
  writeFileSync(file, bytes);
  expect((await openEngine(there).importRun(file)).isNew).toBe(true);
});

/**
 * The archive with one bit turned over, in each of some bytes of a file's packed content; its name stands before that, in
 * the first of two headers. Not in the last byte, where bits may be left over.
 */
function flips(archive: Buffer, name: string): Buffer[] {
  const header = archive.indexOf(name) - 30;
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const central = archive.lastIndexOf(name) - 46;
  const size = archive.readUInt32LE(central + 20) - 1;
  return Array.from({ length: Math.min(size, 20) }, (_, index) => {
    const damage = Buffer.from(archive);
    const at = start + Math.floor((index * size) / Math.min(size, 20));
    damage[at] = (damage[at] ?? 0) ^ (1 << (index % 8));
    return damage;
  });
}

test("an archive whose files are whole is taken, whatever has packed it", async () => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  const directory = failedRun(here);
  const own = ["request.json", "events.ndjson", "log.ndjson", `results/${result}`].map((name): Entry => ({ name: `run/${name}`, text: readFileSync(join(directory, name), "utf8") }));
  expect((await openEngine(there).importRun(await archive(there, [manifest, ...own]))).flowRun.name).toBe("brisk-heron");
});

test("an imported record that names a file outside of its results shows nothing of it, and no module of its choice is run", async () => {
  const workspace = makeWorkspace();
  writeFileSync(join(workspace.root, "secret.json"), '"secret"');
  const records: RunRecordBody[] = [
    { k: "open", v: 1, id, pid: 1, sdk: "0", node: "v20" },
    { k: "def", def: 1, kind: "flow", name: "x", file: "../../elsewhere.ts", position: null },
    { k: "flow", run: 0, id, def: 1, name: "x", params: { p: { f: "../../../../secret.json", c: "v", size: 8 } } },
    ...endedRun(id, state("FAILED", "Failed"), "x", "x").slice(3),
  ];
  const scratch = makeWorkspace();
  const directory = writeRun(scratch, { id, records: [] });
  appendRecords(directory, records, startUs);
  const file = await archive(workspace, [manifest, request, { name: "run/events.ndjson", text: readFileSync(join(directory, "events.ndjson"), "utf8") }]);
  const engine = openEngine(workspace);
  const { flowRun } = await engine.importRun(file);
  expect(JSON.stringify(flowRun.parameters)).not.toContain('"secret"');
  expect(JSON.stringify(await engine.showRun(id))).not.toContain('"secret"');
  await expect(engine.resumeRun(id)).rejects.toMatchObject({ message: "x cannot be resumed: its code is not here." });
  expect(existsSync("/etc/passwd.ts")).toBe(false);
});

/** An archive that was exported, packed anew with other records. */
async function repacked(there: Workspace, file: string, directory: string, change: (lines: readonly string[]) => readonly string[] | null, tell = (json: string) => json): Promise<string> {
  const lines = change(readFileSync(join(directory, "events.ndjson"), "utf8").trimEnd().split("\n"));
  const records: Entry[] = lines === null ? [] : [{ name: "run/events.ndjson", text: lines.map((line) => `${line}\n`).join("") }];
  return await archive(there, [{ name: "millrace.json", text: tell(manifestIn(file)) }, { name: "run/request.json", text: readFileSync(join(directory, "request.json"), "utf8") }, ...records]);
}

/** The manifest of an exported archive, which holds it in few enough bytes to be stored or deflated by itself. */
function manifestIn(file: string): string {
  const bytes = readFileSync(file);
  const central = bytes.lastIndexOf("millrace.json") - 46;
  const size = bytes.readUInt32LE(central + 20);
  const header = bytes.readUInt32LE(central + 42);
  const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  const packed = bytes.subarray(start, start + size);
  return (bytes.readUInt16LE(central + 10) === 0 ? packed : inflateRawSync(packed)).toString("utf8");
}

const half = (lines: readonly string[]) => lines.slice(0, Math.floor(lines.length / 2));
const ofOlder = (json: string) => json.replace(/,\s*"lastRecord": \d+/, "");

test.for<[string, (lines: readonly string[]) => readonly string[] | null, (json: string) => string, RegExp]>([
  ["half of its records", half, (json) => json, /its records end with number \d+, and its millrace\.json tells of \d+\.$/],
  ["its first record", (lines) => lines.slice(0, 1), (json) => json, /its records end with number 1, and its millrace\.json tells of \d+\.$/],
  ["all records but the last", (lines) => lines.slice(0, -1), (json) => json, /its records end with number \d+, and its millrace\.json tells of \d+\.$/],
  ["no records", () => null, (json) => json, /it has no records, and its millrace\.json tells of \d+\.$/],
  ["an empty file of records", () => [], (json) => json, /it has no records, and its millrace\.json tells of \d+\.$/],
  ["all records, which end in another state", (lines) => lines, (json) => json.replace('"Failed"', '"Completed"'), /its records end with the run Failed, and its millrace\.json says Completed\.$/],
  ["half of its records, and was exported by an older Millrace,", half, ofOlder, /its records end with the run \w+, and its millrace\.json says Failed\.$/],
  ["no records, and was exported by an older Millrace,", () => null, ofOlder, /its records end with the run Pending, and its millrace\.json says Failed\.$/],
])("an archive that holds %s is refused with what does not agree, and named", async ([, change, tell, message]) => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  const directory = failedRun(here);
  const file = await repacked(there, await exported(openEngine(here), here), directory, change, tell);
  const error: unknown = await openEngine(there).importRun(file).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringMatching(message) });
  expect((error as Error).message).toContain(`${file} cannot be imported: `);
  expect(readdirSync(there.runs)).toEqual([]);
});

test("an archive of an older Millrace whose records are whole is taken", async () => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  const directory = failedRun(here);
  const file = await repacked(there, await exported(openEngine(here), here), directory, (lines) => lines, ofOlder);
  expect((await openEngine(there).importRun(file)).flowRun.state.name).toBe("Failed");
});

test("an archive that is cut off is refused with one full stop", async () => {
  const [here, there] = [makeWorkspace(), makeWorkspace()];
  failedRun(here);
  const file = await exported(openEngine(here), here);
  const bytes = readFileSync(file);
  for (const size of [10, 100, bytes.length - 10]) {
    writeFileSync(file, bytes.subarray(0, size));
    await expect(openEngine(there).importRun(file)).rejects.toMatchObject({ code: "MILLRACE_USAGE", message: expect.stringMatching(/[^.]\.$/) });
  }
});
