import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { connect, Server } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { folderNumber } from "../../journal/folder-number.ts";
import { thisMachine } from "../../journal/machine.ts";
import { claimGeneration, highestGeneration, type Owner, readOwner } from "../../journal/owner-file.ts";
import { listenAsOwner, ownerSocketPath, probeOwner } from "../../journal/owner-socket.ts";
import { rootId } from "../records/legal-run.ts";
import { makeFolder } from "./folder.ts";

const here = thisMachine();

/** Beyond what Linux, macOS and Windows give. */
const deadPid = 2 ** 30;

function owner(more: Partial<Owner> = {}): Owner {
  return { ...here, generation: 1, pid: process.pid, socket: null, ...more };
}

/** Has answered with its first message. */
async function start(fixture: string, args: readonly string[]): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(`./fixtures/${fixture}`, import.meta.url)), [...args], { execArgv: ["--import", "tsx"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "message");
  return child;
}

test("a generation is claimed once, and the file names who has it", () => {
  const directory = makeFolder();
  expect(claimGeneration(directory, owner({ socket: "a.sock" }))).toBe(true);
  expect(claimGeneration(directory, owner({ pid: 77 }))).toBe(false);
  expect(readOwner(directory)).toEqual({ ...owner({ socket: "a.sock" }), at: { path: directory, folder: folderNumber(directory) } });
  expect(readdirSync(directory)).toEqual(["owner.1"]);
  expect(statSync(join(directory, "owner.1")).mode & 0o777).toBe(0o600);
});

test("of four processes that claim fifty generations at once each generation goes to one, which its file names", async () => {
  const directory = makeFolder();
  const racers = await Promise.all([1, 2, 3, 4].map(() => start("claim-generations.ts", [directory, "50"])));
  const answers = racers.map((racer) => once(racer, "message"));
  for (const racer of racers) racer.send("go");
  const won = await Promise.all(answers.map(async (answer) => (await answer)[0] as number[]));
  expect(won.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  for (const [index, generations] of won.entries()) {
    for (const generation of generations) {
      const text = readFileSync(join(directory, `owner.${generation}`), "utf8");
      expect((JSON.parse(text) as Owner).pid).toBe(racers[index]?.pid);
    }
  }
  expect(readdirSync(directory)).toHaveLength(50);
});

test("the owner is that of the highest generation, by number", () => {
  const directory = makeFolder();
  for (const generation of [2, 9, 10]) claimGeneration(directory, owner({ generation }));
  for (const name of ["owner.11.tmp", "owner.x", "owner.12.5.tmp"]) writeFileSync(join(directory, name), "{}");
  expect([highestGeneration(directory), readOwner(directory)?.generation]).toEqual([10, 10]);
});

test("nobody has claimed a run without an owner's file", () => {
  expect([readOwner(makeFolder()), highestGeneration(makeFolder())]).toEqual([null, 0]);
});

test.each(["", "{", "null", "[]", '{"pid":1}'])("an owner's file that holds %o is owned by nobody who can be asked", async (text) => {
  const directory = makeFolder();
  writeFileSync(join(directory, "owner.3"), text);
  const found = readOwner(directory);
  expect(found).toEqual({ generation: 3, pid: 0, host: "", bootId: "", socket: null });
  expect(found === null ? null : await probeOwner(found, here)).toBe("dead");
});

test("the owner of a folder is none of its copies, and stays that of one which is moved", () => {
  const parent = makeFolder();
  const directory = join(parent, "run");
  mkdirSync(directory);
  claimGeneration(directory, owner({ socket: "a.sock" }));
  cpSync(directory, join(parent, "copy"), { recursive: true });
  renameSync(directory, join(parent, "moved"));
  expect(["copy", "moved"].map((name) => readOwner(join(parent, name)))).toEqual([
    { generation: 1, pid: 0, host: "", bootId: "", socket: null },
    expect.objectContaining({ generation: 1, pid: process.pid, socket: "a.sock" }),
  ]);
});

test("a folder whose number changes where it is keeps its owner, as some network file systems have it", () => {
  const directory = makeFolder();
  claimGeneration(directory, owner());
  const file = join(directory, "owner.1");
  writeFileSync(file, readFileSync(file, "utf8").replace(/"folder":"\d+"/, '"folder":"1"'));
  expect(readOwner(directory)?.pid).toBe(process.pid);
});

test("a run that has been deleted is claimed by nobody, and said to be gone; a folder of engines cannot be written then", () => {
  const directory = join(makeFolder(), "gone");
  expect(() => claimGeneration(directory, owner())).toThrow(expect.objectContaining({ code: "MILLRACE_RUN_NOT_FOUND", message: `${directory} is gone: the run has been deleted.` }));
  expect(() => claimGeneration(directory, owner(), "leader")).toThrow(expect.objectContaining({ code: "MILLRACE_STORE_UNWRITABLE" }));
});

test.each(["idle", "busy"])("an owner whose process is %s is alive, and dead after kill -9", async (mode) => {
  const path = join(makeFolder(), "owner.sock");
  const child = await start("hold-socket.ts", [path, mode]);
  const found = owner({ pid: child.pid ?? 0, socket: path });
  expect(await probeOwner(found, here)).toBe("alive");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(existsSync(path)).toBe(true);
  expect(await probeOwner(found, here)).toBe("dead");
});

test.runIf(process.platform !== "win32")("an owner whose process is stopped is alive, and dead after kill -9", async () => {
  const path = join(makeFolder(), "owner.sock");
  const child = await start("hold-socket.ts", [path, "idle"]);
  const found = owner({ pid: child.pid ?? 0, socket: path });
  child.kill("SIGSTOP");
  expect(await probeOwner(found, here)).toBe("alive");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await probeOwner(found, here)).toBe("dead");
});

test("an owner of another machine, or of another start of this one, is unknown", async () => {
  const path = join(makeFolder(), "gone.sock");
  for (const more of [{ host: "elsewhere" }, { bootId: "earlier" }]) {
    expect(await probeOwner(owner({ ...more, socket: path }), here)).toBe("unknown");
    expect(await probeOwner(owner({ ...more, pid: deadPid }), here)).toBe("unknown");
  }
});

test("without a socket the process decides", async () => {
  expect(await probeOwner(owner(), here)).toBe("alive");
  expect(await probeOwner(owner({ pid: deadPid }), here)).toBe("dead");
});

test("a socket that is gone proves nothing while the process lives", async () => {
  const path = join(makeFolder(), "gone.sock");
  expect(await probeOwner(owner({ socket: path }), here)).toBe("unknown");
  expect(await probeOwner(owner({ socket: path, pid: deadPid }), here)).toBe("dead");
});

test("an owner listens before the call returns, on a socket in a folder of its own, in place of a stale one", async () => {
  const path = ownerSocketPath(rootId, 4_000_000_000);
  const onError = vi.fn();
  for (let turn = 0; turn < 2; turn += 1) {
    const server = listenAsOwner(path, (socket) => socket.end(), onError);
    const client = connect(path);
    await once(client, "connect");
    client.destroy();
    server.close();
    await once(server, "close");
    writeFileSync(path, "stale");
  }
  expect(onError).not.toHaveBeenCalled();
  const server = listenAsOwner(path, () => undefined, onError);
  server.close();
  await once(server, "close");
  expect(existsSync(path)).toBe(false);
});

test("a socket has its name only once it listens: until then who connects is refused, as by the dead", async () => {
  const path = ownerSocketPath(rootId, 4_000_000_000);
  const { listen } = Server.prototype;
  const namedEarly = vi.fn(() => existsSync(path));
  const spy = vi.spyOn(Server.prototype, "listen").mockImplementation(function (this: Server, ...given: unknown[]) {
    Reflect.apply(listen, this, given);
    namedEarly();
    return this;
  });
  onTestFinished(() => spy.mockRestore());
  const server = listenAsOwner(path, (socket) => socket.end(), vi.fn());
  onTestFinished(() => void server.close());
  expect(namedEarly.mock.results).toEqual([{ type: "return", value: false }]);
  expect(await probeOwner(owner({ socket: path }), here)).toBe("alive");
});

test("a socket's path differs from run to run and from generation to generation", () => {
  const paths = [ownerSocketPath(rootId, 1), ownerSocketPath(rootId, 2), ownerSocketPath(rootId.replace("4", "5"), 1)];
  expect(new Set(paths).size).toBe(3);
});

test("a socket's path is short, however long that of the temporary folder is", () => {
  const usual = ownerSocketPath(rootId, 1);
  expect(usual.startsWith(join(tmpdir(), `millrace-${userInfo().uid}`))).toBe(true);
  for (const length of [60, 70, 80, 107, 300]) {
    vi.stubEnv("TMPDIR", `/tmp/${"x".repeat(length)}`);
    expect(Buffer.byteLength(ownerSocketPath(rootId, 4_000_000_000))).toBeLessThanOrEqual(103);
  }
  vi.unstubAllEnvs();
});

test("this start of this machine is told alike each time", () => {
  expect(thisMachine()).toEqual(here);
  expect([here.host, here.bootId].every((text) => text.length > 0)).toBe(true);
});
