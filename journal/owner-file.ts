/**
 * Invariant J1: one writer, provable. Generation n of a run belongs to whoever created `owner.<n>`; creation is
 * exclusive, so of several racers one wins. The file names the owner's socket, which answers while its process lives.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunNotFoundError, StoreUnwritableError } from "../core/protocol/errors.ts";
import { linkExclusively } from "./exclusive-link.ts";
import { folderNumber } from "./folder-number.ts";
import { isSocketHolder, type SocketHolder } from "./socket-holder.ts";
import { temporaryFor } from "./temporary-file.ts";
import { unreadable } from "./unreadable.ts";

export interface Owner extends SocketHolder {
  readonly generation: number;
  /** It leads a process group of its own: whatever else is in there, it has started. */
  readonly group?: true;
  /** The folder that was claimed. */
  readonly at?: Place;
}

interface Place {
  readonly path: string;
  readonly folder: string;
}

/** What is owned: a run (`owner.<n>` in its folder), or the state of a workspace's engines (`leader.<n>`, J8). */
export type Owned = "owner" | "leader";

/** Takes a generation. False: another has it. @throws RunNotFoundError when the run has been deleted meanwhile; StoreUnwritableError */
export function claimGeneration(directory: string, owner: Owner, owned: Owned = "owner"): boolean {
  const path = join(directory, `${owned}.${owner.generation}`);
  const temporary = temporaryFor(path);
  try {
    // Written first and linked then: whoever sees the file sees all of it, and never takes a live owner for nobody.
    const at: Place = { path: directory, folder: folderNumber(directory) ?? "" };
    writeFileSync(temporary, JSON.stringify({ ...owner, at } satisfies Owner), { mode: 0o600 });
    return linkExclusively(temporary, path);
  } catch (error) {
    // Who deletes a run claims it first: here whoever comes behind that learns of it.
    if (owned === "owner" && !existsSync(directory)) throw new RunNotFoundError(`${directory} is gone: the run has been deleted.`);
    throw new StoreUnwritableError(path, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** The owner of the highest generation, or `null` while nobody has claimed the folder. */
export function readOwner(directory: string, owned: Owned = "owner"): Owner | null {
  const generation = highestGeneration(directory, owned);
  return generation === 0 ? null : readOwnerOf(directory, generation, owned);
}

/** The owner of a generation that somebody has claimed. */
export function readOwnerOf(directory: string, generation: number, owned: Owned = "owner"): Owner {
  const fallback: Owner = { generation, pid: 0, host: "", bootId: "", socket: null };
  try {
    const value: unknown = JSON.parse(readFileSync(join(directory, `${owned}.${generation}`), "utf8"));
    return isOwner(value) && value.generation === generation && !isCopied(directory, value.at) ? value : fallback;
  } catch {
    // Claimed this instant, its text still to come, or torn by a power loss: owned, but by nobody who can be asked.
    return fallback;
  }
}

/** 0 while nobody has claimed the folder, and for one that has been deleted. */
export function highestGeneration(directory: string, owned: Owned = "owner"): number {
  return Math.max(0, ...generations(directory, owned));
}

/** Those that have been claimed, in no order. */
export function generations(directory: string, owned: Owned): readonly number[] {
  return namesIn(directory).flatMap((name) => {
    const [kind, generation, ...rest] = name.split(".");
    return kind === owned && rest.length === 0 && /^\d{1,9}$/.test(generation ?? "") ? [Number(generation)] : [];
  });
}

/**
 * Whether the file has come into this folder with a copy of another: its owner is that one's. Both tell, since a folder keeps its
 * number when it is moved, and some network file systems give it a new one in the same place.
 */
function isCopied(directory: string, at: unknown): boolean {
  if (typeof at !== "object" || at === null || !("path" in at && "folder" in at)) return false;
  return at.path !== directory && at.folder !== folderNumber(directory);
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw unreadable(directory, error);
  }
}

function isOwner(value: unknown): value is Owner {
  return isSocketHolder(value) && "generation" in value && typeof value.generation === "number";
}
