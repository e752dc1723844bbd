/** Files of values. A name stands for one content: a file that holds another has been damaged, and is replaced. */
import { closeSync, constants, copyFileSync, existsSync, fdatasyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StoreUnwritableError } from "../core/protocol/errors.ts";
import { temporaryFor } from "./temporary-file.ts";

const fileMode = 0o600;
const directoryMode = 0o700;

/** Whether a name is one that `encodeValue` gives to a file. */
export function isContentName(name: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z._-]{0,150}$/.test(name) && !name.includes("..");
}

/**
 * Invariant J7: a value's file is whole before a record names it. The folder is made; one above it that is gone has been moved or
 * deleted by somebody, and is not made anew. @throws StoreUnwritableError
 */
export function putContent(directory: string, name: string, text: string, durable: boolean): void {
  put(join(directory, name), text, durable, addFolder);
}

/** The same in a folder that is made with all those above it: it is no run's. @throws StoreUnwritableError */
export function putSharedContent(directory: string, name: string, text: string): void {
  put(join(directory, name), text, false, (path) => mkdirSync(path, { recursive: true, mode: directoryMode }) !== undefined);
}

function put(path: string, text: string, durable: boolean, makeFolder: (path: string) => boolean): void {
  if (holds(path, text)) return;
  const directory = dirname(path);
  try {
    const isNew = makeFolder(directory);
    const temporary = temporaryFor(path);
    writeFileSync(temporary, text, { mode: fileMode, flush: durable });
    renameSync(temporary, path);
    if (durable) syncPath(directory);
    if (durable && isNew) syncPath(dirname(directory));
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

/**
 * Gives a file another name in another folder, or a copy of it where the file systems are two. Whoever calls has just
 * written or read the file: of two that differ it is the right one. False: it is gone. @throws StoreUnwritableError
 */
export function linkContent(source: string, path: string): boolean {
  if (!existsSync(source)) return existsSync(path);
  try {
    if (existsSync(path)) return replaceUnlessEqual(source, path);
    mkdirSync(dirname(path), { recursive: true, mode: directoryMode });
    linkOrCopy(source, path);
    return true;
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

function replaceUnlessEqual(source: string, path: string): boolean {
  const [wanted, found] = [statSync(source, { bigint: true }), statSync(path, { bigint: true })];
  if (wanted.ino === found.ino && wanted.dev === found.dev) return true;
  if (wanted.size === found.size && readFileSync(source).equals(readFileSync(path))) return true;
  const temporary = temporaryFor(path);
  try {
    linkOrCopy(source, temporary);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  return true;
}

/** A folder in one that is there. False: it is there already. @throws what the system throws */
export function addFolder(path: string): boolean {
  try {
    mkdirSync(path, { mode: directoryMode });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** False for what is not there, is something else, or cannot be read: writing it anew tells. */
function holds(path: string, text: string): boolean {
  try {
    return statSync(path).size === Buffer.byteLength(text) && readFileSync(path, "utf8") === text;
  } catch {
    return false;
  }
}

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function linkOrCopy(source: string, path: string): void {
  try {
    linkSync(source, path);
  } catch {
    // No hard links here, or another file system: a copy, whole before it has its name.
    const temporary = temporaryFor(path);
    try {
      copyFileSync(source, temporary, constants.COPYFILE_FICLONE);
      renameSync(temporary, path);
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

/** Makes a file, or the names in a directory, survive a power loss; on Windows the system does. */
export function syncPath(path: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(path, "r");
  try {
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
