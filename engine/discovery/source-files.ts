import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** A file as discovery takes it in. `path` is absolute, with forward slashes. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** Larger files are bundles, which nobody writes flows into. In UTF-8 bytes as read. */
const LARGEST_FILE_BYTES = 1_000_000;
const LARGEST_LISTING_BYTES = 64 * 1024 * 1024;
const SOURCE_NAME = /\.(?:ts|mts|cts|tsx|js|mjs|cjs)$/;
const DECLARATION_NAME = /\.d(?:\.[^/]+)?\.[mc]?ts$/;

/** Whether flows may be written in a file of this name: declarations (`.d.ts`) are not. */
export function isSourceName(name: string): boolean {
  return SOURCE_NAME.test(name) && !DECLARATION_NAME.test(name);
}

/**
 * Lists the source files below `root`, absolute, sorted, with forward slashes.
 *
 * A git checkout is listed by git, so that ignored folders stay out; anything else, also a folder that its checkout
 * ignores as a whole, is walked. `node_modules` and folders whose name starts with a dot are always left out.
 */
export async function listSourceFiles(root: string, signal?: AbortSignal): Promise<readonly string[]> {
  const listed = await listWithGit(root, signal);
  signal?.throwIfAborted();
  const names = listed === null || listed.length === 0 ? await walk(root, "", signal) : listed;
  const files = names.filter((name) => isSourceName(name) && !name.split("/").some(isSkippedFolder));
  return [...new Set(files)].sort().map((name) => `${root}/${name}`);
}

/**
 * Reads a file; null when it has vanished since it was listed (git lists deleted files) or is too large to be a source.
 *
 * @throws the error of the file system when the file exists and cannot be read.
 */
export async function readListedFile(file: string): Promise<SourceText | null> {
  try {
    const text = await readFile(file, "utf8");
    return text.length > LARGEST_FILE_BYTES ? null : { path: file, text };
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}

/** Turns an operating system's path into the form used throughout discovery. */
export function toPosix(file: string): string {
  return path.sep === "/" ? file : file.replaceAll(path.sep, "/");
}

function listWithGit(root: string, signal: AbortSignal | undefined): Promise<readonly string[] | null> {
  return new Promise((resolve) => {
    execFile(
      "git",
      ["-C", root, "ls-files", "-co", "--exclude-standard", "-z"],
      { maxBuffer: LARGEST_LISTING_BYTES, windowsHide: true, ...(signal === undefined ? {} : { signal }) },
      // No git, or no checkout: both mean that the folder is walked.
      (error, stdout) => resolve(error === null ? stdout.split("\0").filter((name) => name !== "") : null),
    );
  });
}

async function walk(root: string, below: string, signal: AbortSignal | undefined): Promise<string[]> {
  signal?.throwIfAborted();
  const found: string[] = [];
  const entries = await readdir(path.join(root, below), { withFileTypes: true }).catch((cause: unknown) => {
    // A folder inside the root that may not be entered holds no flows that could be run.
    if (below === "") throw cause;
    return [];
  });
  for (const entry of entries) {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !isSkippedFolder(entry.name)) found.push(...(await walk(root, name, signal)));
    if (entry.isFile() && isSourceName(name)) found.push(name);
  }
  return found;
}

function isSkippedFolder(name: string, position = 0, all: readonly string[] = []): boolean {
  const isFileName = all.length > 0 && position === all.length - 1;
  return !isFileName && (name === "node_modules" || name.startsWith("."));
}
