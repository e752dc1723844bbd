/**
 * The socket by which an owner is found alive: the kernel accepts a connection even while the process is busy or
 * stopped, and refuses it once the process is dead.
 */
import { createHash } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import { connect, Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { StoreUnwritableError } from "../core/protocol/errors.ts";
import { folderNumber } from "./folder-number.ts";
import type { MachineIdentity } from "./machine.ts";
import type { Owner } from "./owner-file.ts";
import { makePrivateFolder } from "./private-folder.ts";
import { isProcessAlive } from "./process-alive.ts";

/** Linux takes 107 bytes for a socket's path, macOS 103. */
const longestPath = 103;

/** Path of the socket for a generation of the run in this folder: a copy of the folder has others, and does not touch those of the original. */
export function runSocketPath(directory: string, generation: number): string {
  const key = `${basename(directory)} ${folderNumber(directory) ?? ""}`;
  return ownerSocketPath(createHash("sha256").update(key).digest("hex"), generation);
}

/** Path of a socket: in the temporary folder, or in `/tmp` when that one's path is too long. */
export function ownerSocketPath(id: string, generation: number): string {
  const name = `${id.replaceAll("-", "").slice(0, 20)}.${generation}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\millrace-${name}`;
  const folder = `millrace-${userInfo().uid}`;
  const path = join(tmpdir(), folder, `${name}.sock`);
  return Buffer.byteLength(path) <= longestPath ? path : join("/tmp", folder, `${name}.sock`);
}

/** Removes what killed owners have left of the run in a folder. Only call it when none of these generations lives. */
export function removeOwnerSockets(directory: string, generations: Iterable<number>): void {
  if (process.platform === "win32") return;
  // Computed: an owner's file is but text, and names what it likes.
  const paths = [...generations].map((generation) => runSocketPath(directory, generation));
  for (const path of paths.flatMap((each) => [each, unnamed(each)])) if (existsSync(path)) rmSync(path, { force: true });
}

/**
 * Listens before it returns, so that an owner's file which is written then names a socket that is there. The socket gets its
 * name once it listens: between the two, whoever connected would be refused, and take a process for dead that lives.
 *
 * @throws StoreUnwritableError when its folder cannot be written, or belongs to another user.
 */
export function listenAsOwner(path: string, onConnection: (socket: Socket) => void, onError: (error: Error) => void): Server {
  const server = new OwnerServer(path, onConnection);
  server.on("error", onError);
  server.unref();
  // A pipe of Windows is there no earlier than it listens, and goes with its process.
  if (process.platform === "win32") return server.listen(path);
  try {
    makePrivateFolder(dirname(path));
    rmSync(unnamed(path), { force: true });
    server.listen(unnamed(path));
    // If not, `onError` is told.
    if (server.listening) renameSync(unnamed(path), path);
  } catch (error) {
    server.close();
    throw new StoreUnwritableError(dirname(path), error, "Set TMPDIR to a folder that can be written, with a short path.");
  }
  return server;
}

/** What a socket is called until it listens; no longer than its name. */
function unnamed(path: string): string {
  return path.replace(/\.sock$/, ".new");
}

/** Removes its socket as it closes. Node would remove what it was called at first. */
class OwnerServer extends Server {
  readonly #path: string;

  constructor(path: string, onConnection: (socket: Socket) => void) {
    super(onConnection);
    this.#path = path;
  }

  override close(callback?: (error?: Error) => void): this {
    if (process.platform !== "win32" && this.listening) rmSync(this.#path, { force: true });
    return super.close(callback);
  }
}

export type Liveness = "alive" | "dead" | "unknown";

/** Whether the owner lives. `unknown`: another machine, or another start of this one. */
export async function probeOwner(owner: Owner, here: MachineIdentity): Promise<Liveness> {
  if (owner.host !== here.host || owner.bootId !== here.bootId) return owner.pid === 0 ? "dead" : "unknown";
  if (owner.socket === null) return isProcessAlive(owner.pid) ? "alive" : "dead";
  const answer = await probeSocket(owner.socket);
  if (answer === "missing") return isProcessAlive(owner.pid) ? "unknown" : "dead";
  return answer;
}

/** `missing`: there is none, or nobody can tell. */
export function probeSocket(path: string): Promise<"alive" | "dead" | "missing"> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve("alive");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // Refused alone proves death: a full backlog (EAGAIN) or a lack of rights leaves it to the pid.
      resolve(error.code === "ECONNREFUSED" ? "dead" : "missing");
    });
  });
}
