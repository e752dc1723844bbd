/** Files of values. A name stands for one content, so a file that is there is the right one. */
import { closeSync, constants, copyFileSync, existsSync, fdatasyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StoreUnwritableError } from "../core/protocol/errors.ts";

const fileMode = 0o600;
const directoryMode = 0o700;

/** Invariant J7: a value's file is whole before a record names it. @throws StoreUnwritableError */
export function putContent(directory: string, name: string, text: string, durable: boolean): void {
  const path = join(directory, name);
  if (existsSync(path)) return;
  try {
    const created = mkdirSync(directory, { recursive: true, mode: directoryMode });
    const temporary = `${path}.${process.pid}.tmp`;
    writeFileSync(temporary, text, { mode: fileMode, flush: durable });
    renameSync(temporary, path);
    if (durable) syncPath(directory);
    if (durable && created !== undefined) syncPath(dirname(directory));
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

/** Gives a file another name in another folder, or a copy of it where the file systems are two. False: it is gone. @throws StoreUnwritableError */
export function linkContent(source: string, path: string): boolean {
  if (existsSync(path)) return true;
  if (!existsSync(source)) return false;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: directoryMode });
    linkOrCopy(source, path);
    return true;
  } catch (error) {
    // Another process was quicker.
    if (existsSync(path)) return true;
    throw new StoreUnwritableError(path, error);
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
    const temporary = `${path}.${process.pid}.tmp`;
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
