/**
 * What of `.millrace/cache/` goes (J6: apart from the runs, which hold links or copies of their own).
 *
 * C1. A record goes when it has expired, when it is older than is kept, and the oldest when all together are too large.
 * C2. A large value goes with the last record that names it. One that no record names may be on its way to one, so that it
 *     stays for an hour.
 * C3. Whoever reads meanwhile finds a record whole or finds none, and computes what it would have told. A key that is locked is
 *     left alone.
 */
import { lstatSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { CacheRetention, PrunedCache } from "../../../core/protocol/engine-api.ts";
import { StoreUnwritableError } from "../../../core/protocol/errors.ts";
import { readKeptRecord, type KeptRecord } from "../../../journal/keyed/keyed-record.ts";
import { isTemporary } from "../../../journal/temporary-file.ts";
import { clearCacheOfDead } from "../clear-after-death.ts";
import { entriesOf } from "./directory-size.ts";

const onItsWayMs = 3_600_000;

interface CacheFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** When it was written, linked or renamed, in milliseconds. */
  readonly changedMs: number;
}

interface RecordFile extends CacheFile {
  /** `null`: it is damaged. */
  readonly record: KeptRecord | null;
}

interface PruneCacheOptions {
  readonly retention: CacheRetention;
  readonly nowUs: number;
  readonly isDryRun: boolean;
}

/** @throws StoreUnwritableError, UsageError for what cannot be read */
export function pruneCache(home: string, { retention, nowUs, isDryRun }: PruneCacheOptions): PrunedCache {
  const cache = join(home, "cache");
  const locked = new Set(listFiles(join(cache, "locks")).map(({ path }) => basename(path).replace(/\.\d+$/, "")));
  const records = listFiles(join(cache, "records")).map((file): RecordFile => ({ ...file, record: readRecord(file.path) }));
  const results = new Map(listFiles(join(cache, "results")).map((file) => [basename(file.path), file]));
  const kept = keptRecords(records.filter(({ path }) => !locked.has(basename(path))), results, retention, nowUs);
  const stays = (file: RecordFile): boolean => locked.has(basename(file.path)) || kept.has(file);

  const named = new Set(records.filter(stays).flatMap(({ record }) => record?.file ?? []));
  const goneRecords = records.filter((file) => !stays(file));
  const wasNamed = new Set(goneRecords.flatMap(({ record }) => record?.file ?? []));
  const isOld = ({ changedMs }: CacheFile): boolean => changedMs < nowUs / 1_000 - onItsWayMs;
  const goneResults = [...results].filter(([name, file]) => !named.has(name) && (wasNamed.has(name) || isOld(file))).map(([, file]) => file);
  const derived = listFiles(cache).filter((file) => /^edges-/.test(basename(file.path)) && retention.maxAgeMs !== null && file.changedMs < nowUs / 1_000 - retention.maxAgeMs);

  const gone = [...goneRecords, ...goneResults, ...derived];
  if (!isDryRun) {
    for (const { path } of gone) remove(path);
    clearCacheOfDead(cache);
  }
  return { records: goneRecords.length, files: gone.length, freedBytes: sizeOf(gone) };
}

/** C1. */
function keptRecords(records: readonly RecordFile[], results: ReadonlyMap<string, CacheFile>, { maxAgeMs, maxBytes }: CacheRetention, nowUs: number): ReadonlySet<RecordFile> {
  const oldest = maxAgeMs === null ? Number.NEGATIVE_INFINITY : nowUs - maxAgeMs * 1_000;
  const kept = new Set<RecordFile>();
  const counted = new Set<string>();
  let bytes = 0;
  for (const file of [...records].sort((a, b) => (b.record?.at ?? 0) - (a.record?.at ?? 0))) {
    const { record } = file;
    if (record === null || record.at < oldest || (record.expiresAt !== null && record.expiresAt <= nowUs)) continue;
    bytes += file.sizeBytes;
    if (record.file !== null && !counted.has(record.file)) bytes += results.get(record.file)?.sizeBytes ?? 0;
    if (record.file !== null) counted.add(record.file);
    if (maxBytes !== null && bytes > maxBytes) break;
    kept.add(file);
  }
  return kept;
}

function readRecord(path: string): KeptRecord | null {
  try {
    return readKeptRecord(readFileSync(path, "utf8"));
  } catch {
    // Gone this moment: it counts as what it would be, one that nobody is answered by.
    return null;
  }
}

function listFiles(directory: string): readonly CacheFile[] {
  return entriesOf(directory).flatMap((entry) => {
    const path = join(directory, entry.name);
    const stat = entry.isFile() && !isTemporary(entry.name) ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
    return stat === undefined ? [] : [{ path, sizeBytes: stat.size, changedMs: stat.ctimeMs }];
  });
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

function sizeOf(files: readonly CacheFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
