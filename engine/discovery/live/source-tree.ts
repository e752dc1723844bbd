import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";

import { createGlobs } from "../glob.ts";
import { isSourceName, listSourceFiles } from "../source-files.ts";
import type { DiscoveryOptions } from "./messages.ts";

const largestFileBytes = 1_000_000;
const largestListingBytes = 64 * 1_024 * 1_024;
const neverLookedInto = ["**/dist"];

/** What there is in a root. */
export interface Listing {
  /** All source files, absolute and sorted. */
  readonly files: readonly string[];
  /** Files and whole folders that git ignores, relative to the root. */
  readonly ignored: readonly string[];
}

/** Lists a root, without what the settings exclude. */
export async function listTree({ root, exclude }: DiscoveryOptions): Promise<Listing> {
  const isExcluded = createGlobs([...exclude, ...neverLookedInto]);
  const [files, ignored] = await Promise.all([listSourceFiles(root), listIgnored(root)]);
  return { files: files.filter((file) => !isExcluded(file.slice(root.length + 1))), ignored: ignored.map((name) => name.replace(/\/$/, "")) };
}

/** A source as it is on the disk; `undefined`: it is not there, cannot be read, or is too large to be one. */
export function readSourceBytes(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.length > largestFileBytes ? undefined : bytes;
  } catch {
    // It has gone, or may not be read: either way there is nothing in it that could be run.
    return undefined;
  }
}

/** The sources of a root: which files they are, and their texts, the editor's where it has one. */
export class SourceTree {
  readonly root: string;
  readonly #buffers = new Map<string, string>();
  readonly #isExcluded: (path: string) => boolean;
  #ignored: ReadonlySet<string> = new Set();

  constructor(root: string, exclude: readonly string[]) {
    this.root = root;
    this.#isExcluded = createGlobs([...exclude, ...neverLookedInto]);
  }

  /** What git ignores is known from then on. */
  takeIn({ ignored }: Listing): void {
    this.#ignored = new Set(ignored);
  }

  /** Whether a file or folder of the root is left out: ignored by git, by the settings, or no place for sources. */
  isIgnored(path: string): boolean {
    if (path === this.root) return false;
    const name = this.relative(path);
    const parts = name.split("/");
    if (parts.some((part) => part === "node_modules" || (part.startsWith(".") && part !== "."))) return true;
    if (this.#isExcluded(name)) return true;
    return parts.some((_part, index) => this.#ignored.has(parts.slice(0, index + 1).join("/")));
  }

  isSource(path: string): boolean {
    return path.startsWith(`${this.root}/`) && isSourceName(path) && !this.isIgnored(path);
  }

  /** A file that has come since git was asked. */
  async isIgnoredByGit(path: string): Promise<boolean> {
    return new Promise((resolve) => {
      execFile("git", ["-C", this.root, "check-ignore", "-q", path], { windowsHide: true }, (error) => resolve(error === null));
    });
  }

  setBuffer(file: string, text: string | null): void {
    if (text === null) this.#buffers.delete(file);
    else this.#buffers.set(file, text);
  }

  hasBuffer(file: string): boolean {
    return this.#buffers.has(file);
  }

  /** Those of the files that the editor has, with its texts. */
  buffersOf(files: Iterable<string>): readonly { readonly path: string; readonly text: string }[] {
    return [...files].flatMap((path) => {
      const text = this.#buffers.get(path);
      return text === undefined ? [] : [{ path, text }];
    });
  }

  /** `undefined`: it is not there, cannot be read, or is too large to be a source. */
  read(file: string): string | undefined {
    return this.#buffers.get(file) ?? readSourceBytes(file)?.toString("utf8");
  }

  relative(path: string): string {
    return path.startsWith(`${this.root}/`) ? path.slice(this.root.length + 1) : path;
  }
}

/** Files and whole folders that git ignores; none where there is no checkout. */
function listIgnored(root: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile(
      "git",
      ["-C", root, "ls-files", "-o", "-i", "--exclude-standard", "--directory", "-z"],
      { maxBuffer: largestListingBytes, windowsHide: true },
      (error, stdout) => resolve(error === null ? stdout.split("\0").filter((name) => name !== "") : []),
    );
  });
}
