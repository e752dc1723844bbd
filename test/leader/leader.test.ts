import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from "vscode-jsonrpc/node";
import { leaderProtocol, type LeaderWelcome } from "../../core/protocol/leader-api.ts";
import { leaderPaths } from "../../journal/leader/leader-paths.ts";
import type { SharedStore } from "../../journal/leader/shared-store.ts";
import { thisMachine } from "../../journal/machine.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { lead } from "../../engine/leader/lead.ts";
import { leaderSocketPath } from "../../engine/leader/left-sockets.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";
import { HandClock } from "../engine/hand-clock.ts";
import { activeOf, leadSilently, makeHome, openSocket, openStore, startLeading, someRun, takeSlot, waitForSlot } from "./workspace.ts";

const parts = { clock: systemClock, version: "0.0.0-test", newId: () => String(Math.random()).slice(2), lingerMs: 60_000, log: () => undefined };

/** Says hello as a client of some version, and gives the answer. */
async function hello(home: string, protocol: number): Promise<LeaderWelcome> {
  const owner = readOwner(leaderPaths(home).folder, "leader");
  const socket = connect(owner?.socket ?? "");
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  connection.listen();
  try {
    return await connection.sendRequest<LeaderWelcome>("leader/hello", { protocol, version: "9.9.9", client: "c", role: "client", holds: [] });
  } finally {
    connection.dispose();
    socket.destroy();
  }
}

/** A limit and a variable `there`, by a leader that has ended. */
async function recordSome(home: string): Promise<void> {
  const leading = await startLeading(home);
  const store = openStore(home);
  await store.limits.set({ name: "there", limit: 1, decayPerSecond: null });
  await store.variables.set({ name: "there", value: 1, tags: [], overwrite: false });
  store.close();
  leading.end();
}

test("of several that start at once one leads", async () => {
  const home = makeHome();
  const started = await Promise.all([1, 2, 3, 4].map(() => lead({ ...parts, home })));
  const leading = started.filter((each) => each !== null);
  expect(leading.map(({ generation }) => generation)).toEqual([1]);
  expect(await lead({ ...parts, home })).toBeNull();
  leading[0]?.end();
});

if (process.platform !== "win32") {
  test("the socket of one that was killed before it had claimed the workspace goes with the next leader, and no other's", async () => {
    const [home, other] = [makeHome(), makeHome()];
    const lonely = [home, other].map((each) => {
      const { folder } = leaderPaths(each);
      mkdirSync(folder);
      const path = leaderSocketPath(folder, 7, randomUUID());
      spawnSync(process.execPath, ["-e", "require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))", path]);
      onTestFinished(() => rmSync(path, { force: true }));
      return path;
    });
    expect(lonely.map((path) => existsSync(path))).toEqual([true, true]);
    await startLeading(home);
    await expect.poll(() => lonely.map((path) => existsSync(path))).toEqual([false, true]);
    expect(existsSync(readOwner(leaderPaths(home).folder, "leader")?.socket ?? "")).toBe(true);
  });
}

test("the next leader goes on with the next generation, and only the one before is kept", async () => {
  const home = makeHome();
  for (const generation of [1, 2, 3]) {
    const leading = await startLeading(home);
    expect(leading.generation).toBe(generation);
    leading.end();
  }
  expect(readdirSync(leaderPaths(home).folder).filter((name) => name.startsWith("leader.")).sort()).toEqual(["leader.2", "leader.3"]);
});

test("a leader stays while it has a client, and ends ten seconds after the last", async () => {
  const home = makeHome();
  const clock = new HandClock();
  const leading = await startLeading(home, { clock, lingerMs: 10_000 });
  let hasEnded = false;
  void leading.ended.then(() => (hasEnded = true));
  const store = openStore(home);
  await store.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  clock.advance(60_000);
  expect(await activeOf(store)).toEqual({ db: 0 });
  store.close();
  // The end of the connection arrives in a moment, and the time begins with it.
  while (!hasEnded) {
    clock.advance(10_000);
    await nextTurn();
  }
  expect(await openStore(home).limits.list()).toMatchObject([{ name: "db", limit: 1, active: 0 }]);
});

test("what a leader has set the next one knows, and everyone reads it without one", async () => {
  const home = makeHome();
  const first = await startLeading(home);
  const store = openStore(home);
  await store.variables.set({ name: "region", value: { list: [1, "eu"] }, tags: ["prod"], overwrite: false });
  await store.limits.set({ name: "api", limit: 5, decayPerSecond: 2 });
  first.end();
  const alone = openStore(home);
  expect(await alone.variables.get("region")).toMatchObject({ value: { list: [1, "eu"] }, tags: ["prod"] });
  expect(await alone.limits.list()).toMatchObject([{ name: "api", limit: 5, decayPerSecond: 2 }]);
  await startLeading(home);
  expect(await alone.limits.delete("api")).toBe(true);
  expect(await alone.limits.delete("api")).toBe(false);
});

test("a release wakes the next of those that wait, in their order, in other processes too", async () => {
  const home = makeHome();
  await startLeading(home);
  const [one, two] = [openStore(home), openStore(home)];
  await one.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  const held = await takeSlot(one, ["db"], { runName: "first" });
  const second = waitForSlot(two, ["db"], { runName: "second" });
  expect(await second.waits).toBe("waits for limit db: 1 of 1 are held by first");
  const third = waitForSlot(one, ["db"], { runName: "third" });
  expect(await third.waits).toBe("waits for limit db: 1 of 1 are held by first; 1 waits before it");
  held.release();
  const hold = await second.hold;
  expect(await activeOf(one)).toEqual({ db: 1 });
  hold.release();
  await third.hold;
});

test("what a client holds or waits for is free when it goes", async () => {
  const home = makeHome();
  await startLeading(home);
  const [gone, other] = [openStore(home), openStore(home)];
  await other.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  await takeSlot(gone, ["db"]);
  await waitForSlot(gone, ["db"]).waits;
  const waiting = waitForSlot(other, ["db"]);
  await waiting.waits;
  gone.close();
  await waiting.hold;
});

test("the next leader grants nothing that a holder who lives still holds", async () => {
  const home = makeHome();
  const first = await startLeading(home);
  const [holder, other] = [openStore(home), openStore(home)];
  await holder.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  const held = await takeSlot(holder, ["db"], { runName: "holder" });
  const waiting = waitForSlot(other, ["db"]);
  await waiting.waits;
  // Its end is as good as its death: nobody is told anything.
  first.end();
  await startLeading(home);
  const late = waitForSlot(openStore(home), ["db"]);
  expect(await late.waits).toContain("1 of 1 are held by holder");
  held.release();
  await waiting.hold;
  expect(await activeOf(other)).toEqual({ db: 1 });
});

test("of a holder that has died with the leader the slots are free", async () => {
  const home = makeHome();
  const first = await startLeading(home);
  const alive = await openSocket(home);
  const holder = openStore(home, { socket: alive.path });
  await holder.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  await takeSlot(holder, ["db"], { runName: "holder" });
  const slots = leaderPaths(home).slots;
  const asWritten = readFileSync(slots, "utf8");
  first.end();
  holder.close();
  // As it was when both died at the same moment.
  writeFileSync(slots, asWritten);
  await startLeading(home);
  const waiting = waitForSlot(openStore(home), ["db"]);
  expect(await waiting.waits).toContain("held by holder");
  alive.close();
  await waiting.hold;
});

test("a torn tail is cut, and a line that is damaged in the middle is told of", async () => {
  const home = makeHome();
  const first = await startLeading(home);
  const store = openStore(home);
  await store.variables.set({ name: "a", value: 1, tags: [], overwrite: false });
  first.end();
  const { variables } = leaderPaths(home);
  writeFileSync(variables, `${readFileSync(variables, "utf8")}{"n":3,"g":1,`);
  const second = await startLeading(home);
  await store.variables.set({ name: "b", value: 2, tags: [], overwrite: false });
  expect((await store.variables.list()).map(({ name }) => name)).toEqual(["a", "b"]);
  second.end();
  writeFileSync(variables, readFileSync(variables, "utf8").replace('"k":"variable"', "no record"));
  await expect(startLeading(home)).rejects.toThrow(/variables\.ndjson is unreadable from record 2/);
});

test("a file that has grown is written anew, and says the same", async () => {
  const home = makeHome();
  const first = await startLeading(home);
  const store = openStore(home);
  await store.variables.set({ name: "kept", value: "here", tags: [], overwrite: false });
  for (let n = 0; n < 60; n += 1) await store.variables.set({ name: "counter", value: `${n} ${"x".repeat(4_000)}`, tags: [], overwrite: true });
  const { variables } = leaderPaths(home);
  expect(readFileSync(variables, "utf8").length).toBeLessThan(120_000);
  expect((await openStore(home).variables.list()).map(({ name }) => name)).toEqual(["counter", "kept"]);
  first.end();
  await startLeading(home);
  expect(await store.variables.get("kept")).toMatchObject({ value: "here" });
});

test("the older of two versions steps down", async () => {
  const home = makeHome();
  const leading = await startLeading(home);
  expect(await hello(home, leaderProtocol - 1)).toEqual({ kind: "tooOld", protocol: leaderProtocol, version: "0.0.0-test" });
  expect(await hello(home, leaderProtocol)).toMatchObject({ kind: "welcome", generation: 1 });
  expect(await hello(home, leaderProtocol + 1)).toEqual({ kind: "stepsDown", protocol: leaderProtocol, version: "0.0.0-test" });
  await leading.ended;
});

test("a leader on another machine is named, with what to do about it", async () => {
  const home = makeHome();
  const leading = await startLeading(home);
  const store = openStore(home);
  await store.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  leading.end();
  const { folder } = leaderPaths(home);
  const file = join(folder, "leader.1");
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, "utf8")) as object), host: "another", pid: 42 }));
  await expect(takeSlot(openStore(home), ["db"])).rejects.toThrow(/led by process 42 on another, .* delete .*leader\.1\.$/);
});

test.each<[string, (store: SharedStore) => Promise<unknown>]>([
  ["limits are listed", (store) => store.limits.list()],
  ["a limit is set", (store) => store.limits.set({ name: "db", limit: 1, decayPerSecond: null })],
  ["a limit is deleted", (store) => store.limits.delete("there")],
  ["a variable is set", (store) => store.variables.set({ name: "a", value: 1, tags: [], overwrite: false })],
  ["a variable is deleted", (store) => store.variables.delete("there")],
])("C5 a leader that lives and does not answer is told of after ten seconds as %s", async (_, request) => {
  const home = makeHome();
  await recordSome(home);
  const silent = await leadSilently(home, 4_242);
  const clock = new HandClock();
  const answer = request(openStore(home, { clock })).catch((error: unknown) => error);
  await silent.heard;
  clock.advance(9_999);
  const isOpen = await Promise.race([answer.then(() => false), nextTurn(true)]);
  clock.advance(1);
  expect([isOpen, await answer]).toEqual([true, expect.objectContaining({ name: "EngineUnavailableError", message: expect.stringMatching(/^Process 4242, .* does not answer for 10 seconds.*end it, and another takes its place\.$/) as string })]);
});

test("C5 who waits for a slot waits for a leader that does not answer, and asks the next one", async () => {
  const home = makeHome();
  await recordSome(home);
  const silent = await leadSilently(home, 4_242);
  const clock = new HandClock();
  const { hold } = waitForSlot(openStore(home, { clock }), ["there"]);
  await silent.heard;
  clock.advance(3_600_000);
  silent.end();
  await startLeading(home);
  // The clock stands for the rounds in which the next leader is looked for.
  let isHeld = false;
  void hold.then(() => (isHeld = true));
  while (!isHeld) {
    clock.advance(10);
    await nextTurn();
  }
  expect((await hold).missing).toEqual([]);
});

test("slots that are free are had without waiting, however long the leader takes to say so", async () => {
  const home = makeHome();
  await startLeading(home);
  const [store, other] = [openStore(home), openStore(home)];
  await store.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  for (const timeoutMs of [0, 1]) (await takeSlot(other, ["db"], { timeoutMs })).release();
  const hold = await takeSlot(store, ["db"]);
  await expect(takeSlot(other, ["db"], { timeoutMs: 0 })).rejects.toMatchObject({ code: "MILLRACE_CONCURRENCY_TIMEOUT", hint: "Who holds them: millrace limits" });
  hold.release();
});

test("what a client has asked for just before it went is given to nobody", async () => {
  const home = makeHome();
  await startLeading(home);
  const store = openStore(home);
  await store.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  const socket = connect(readOwner(leaderPaths(home).folder, "leader")?.socket ?? "");
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  connection.listen();
  await connection.sendRequest("leader/hello", { protocol: leaderProtocol, version: "0.0.0-test", client: "c", role: "client", holds: [] });
  const holder = { ...thisMachine(), pid: process.pid, socket: null, client: "c", ...someRun };
  const asks = Array.from({ length: 50 }, (_, turn) => {
    const request = { token: `t${turn}`, names: ["db"], occupy: 1, mode: "hold", strict: false, holder };
    const text = JSON.stringify({ jsonrpc: "2.0", id: 1_000 + turn, method: "limits/ask", params: { request, since: null } });
    return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  });
  // All in one piece, and gone: the leader reads them in as many turns, most of them after it has heard of the end.
  socket.end(asks.join(""));
  await once(socket, "close");
  connection.dispose();
  (await takeSlot(store, ["db"], { timeoutMs: 5_000 })).release();
});

test("whoever waits for a rate goes on by itself", async () => {
  const home = makeHome();
  await startLeading(home);
  const store = openStore(home);
  await store.limits.set({ name: "api", limit: 1, decayPerSecond: 200 });
  for (let turn = 0; turn < 40; turn += 1) await takeSlot(store, ["api"], { mode: "rate" });
  expect(await store.limits.list()).toMatchObject([{ name: "api", waiting: 0 }]);
});

test("where no leader can be started, whoever asks is told why", async () => {
  const home = makeHome();
  await expect(openStore(home).variables.set({ name: "a", value: 1, tags: [], overwrite: false })).rejects.toThrow(/could not be started: there is no .*no-such-command\.js/);
});

test("what is not limited, and what is only read, needs no leader", async () => {
  const home = makeHome();
  const store = openStore(home);
  expect((await takeSlot(store, ["nowhere"])).missing).toEqual(["nowhere"]);
  expect([await store.limits.list(), await store.variables.list(), await store.variables.delete("a"), await store.limits.delete("a")]).toEqual([[], [], false, false]);
  expect(existsSync(leaderPaths(home).folder)).toBe(false);
});

test("what is no message of the protocol is refused, and harms nobody", async () => {
  const home = makeHome();
  await startLeading(home);
  const owner = readOwner(leaderPaths(home).folder, "leader");
  for (const text of ["no protocol at all\r\n\r\n", 'Content-Length: 3\r\n\r\n{"x', 'Content-Length: 46\r\n\r\n{"jsonrpc":"2.0","id":1,"method":"limits/list"}']) connect(owner?.socket ?? "").end(text);
  const store = openStore(home);
  await store.limits.set({ name: "db", limit: 1, decayPerSecond: null });
  expect(await activeOf(store)).toEqual({ db: 0 });
});
