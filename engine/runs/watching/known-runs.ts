/**
 * What is known of runs that have ended, from one start of an engine to the next: `.millrace/index`.
 *
 * I1. It saves reading and nothing else (J5): it may be deleted at any time, and one that is torn, of another version or of
 *     another folder is passed over.
 * I2. An entry counts while the run's file is the same one, of the same size and time; where only the size is (a folder that was
 *     copied), while its last record is.
 * I3. It is written whole under another name and renamed. Of two engines of a folder the last one to write wins, which costs nobody
 *     more than time.
 */
import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import { parseLine } from "../../../core/records/parse.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import { temporaryFor } from "../../../journal/temporary-file.ts";
import type { RunDirectory } from "../history/run-directories.ts";
import { readTail } from "../read-bytes.ts";
import { isActive } from "./run-group.ts";

/** Raised when a summary has another shape, or is made of other facts. */
const version = 1;
const tailBytes = 4_096;

export interface KnownRun {
  /** Without the flow of the sources, which may be another one by now. */
  readonly summary: RunSummary;
  /** The flow that was asked for, as in the request. */
  readonly wanted: string | null;
}

interface Entry extends KnownRun {
  readonly ino: number;
  readonly bytes: number;
  readonly changedMs: number;
  /** Hash of the last record, with its newline. */
  readonly last: string;
}

interface Head {
  readonly v: number;
  readonly folder: string;
  readonly folderName: string;
}

export class KnownRuns {
  readonly #head: Head;
  /** By home, then by name of the run's folder. */
  readonly #known = new Map<string, Map<string, Entry>>();
  /** How many runs of a home are others than its index has. */
  readonly #changed = new Map<string, number>();

  /** `folder`, `folderName`: of the editor, by which places in summaries are told. */
  constructor(folders: { readonly folder: string; readonly folderName: string }) {
    this.#head = { v: version, folder: folders.folder, folderName: folders.folderName };
  }

  /** What was known of the run, if it is still what it was. */
  find(home: string, { directory }: RunDirectory): KnownRun | undefined {
    const entry = this.#of(home).get(basename(directory));
    if (entry === undefined) return undefined;
    const file = statSync(runPaths(directory).events, { throwIfNoEntry: false });
    if (file?.size !== entry.bytes) return undefined;
    if (file.ino === entry.ino && file.mtimeMs === entry.changedMs) return entry;
    return lastRecordOf(directory) === entry.last ? entry : undefined;
  }

  /** A run that goes on, that cannot be read, or that depends on more than its own file is not kept. */
  note(home: string, { directory }: RunDirectory, summary: RunSummary, wanted: string | null): void {
    const runs = this.#of(home);
    const name = basename(directory);
    const file = isActive(summary) || summary.problem !== null || summary.importedAt !== null ? undefined : statSync(runPaths(directory).events, { throwIfNoEntry: false });
    if (file === undefined) {
      if (runs.delete(name)) this.#noteChange(home);
      return;
    }
    const known = runs.get(name);
    if (known?.ino === file.ino && known.bytes === file.size && known.changedMs === file.mtimeMs) return;
    const last = lastRecordOf(directory);
    // It may have been resumed since it was read.
    if (last === null) return;
    runs.set(name, { summary: { ...summary, flowId: null }, wanted, ino: file.ino, bytes: file.size, changedMs: file.mtimeMs, last });
    this.#noteChange(home);
  }

  forget(home: string, { directory }: RunDirectory): void {
    if (this.#of(home).delete(basename(directory))) this.#noteChange(home);
  }

  /** Writes what has changed since, where that is a hundredth of what there is: the file is written whole. */
  writeIfWorthIt(): void {
    for (const [home, changes] of this.#changed) if (changes * 100 >= this.#of(home).size) this.#write(home);
  }

  write(): void {
    for (const home of this.#changed.keys()) this.#write(home);
  }

  #noteChange(home: string): void {
    this.#changed.set(home, (this.#changed.get(home) ?? 0) + 1);
  }

  /** A folder that cannot be written costs time at the next start. */
  #write(home: string): void {
    this.#changed.delete(home);
    const lines = [JSON.stringify(this.#head), ...Array.from(this.#of(home), ([name, entry]) => JSON.stringify([name, entry]))];
    const path = indexPath(home);
    const temporary = temporaryFor(path);
    try {
      writeFileSync(temporary, `${lines.join("\n")}\n`, { mode: 0o600 });
      renameSync(temporary, path);
    } catch {
      rmSync(temporary, { force: true });
    }
  }

  #of(home: string): Map<string, Entry> {
    const known = this.#known.get(home) ?? readIndex(indexPath(home), this.#head);
    this.#known.set(home, known);
    return known;
  }
}

function indexPath(home: string): string {
  return join(home, "index");
}

/** I1. */
function readIndex(path: string, head: Head): Map<string, Entry> {
  const known = new Map<string, Entry>();
  try {
    const text = readFileSync(path, "utf8");
    const [first = "", ...lines] = text.split("\n");
    // Without its last line break it is not whole.
    if (!text.endsWith("\n") || first !== JSON.stringify(head)) return known;
    for (const line of lines.slice(0, -1)) {
      const entry: unknown = JSON.parse(line);
      if (!isNamedEntry(entry)) return new Map();
      known.set(entry[0], entry[1]);
    }
    return known;
  } catch {
    return new Map();
  }
}

function isNamedEntry(value: unknown): value is readonly [string, Entry] {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== "string") return false;
  const entry: unknown = value[1];
  if (typeof entry !== "object" || entry === null || !("ino" in entry && "bytes" in entry && "changedMs" in entry && "last" in entry && "wanted" in entry && "summary" in entry)) return false;
  return typeof entry.summary === "object" && entry.summary !== null && "id" in entry.summary && "state" in entry.summary && "tasks" in entry.summary;
}

/** Its hash; `null` where it is not the one that closes a run. */
function lastRecordOf(directory: string): string | null {
  const { bytes } = readTail(runPaths(directory).events, tailBytes);
  const line = bytes.subarray(bytes.lastIndexOf(0x0a, bytes.length - 2) + 1);
  const parsed = parseLine(line.toString("utf8"));
  return parsed.kind === "record" && parsed.record.k === "closed" ? createHash("sha256").update(line).digest("hex").slice(0, 16) : null;
}
