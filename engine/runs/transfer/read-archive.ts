/**
 * Takes an archive apart, none of which is trusted: an exported run holds files of known names and nothing else.
 *
 * A1. A name that no export writes refuses the whole: no path leads out of the folder, no link, no file twice.
 * A2. Sizes are limited before and while they are unpacked.
 * A3. Every file is what was packed: its checksum is compared, which yauzl leaves to its callers
 *     (https://github.com/thejoshwolfe/yauzl#no-crc-32-checking).
 */
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import yauzl from "yauzl";
import { formatByteSize } from "../../../core/base/byte-size.ts";
import { UsageError } from "../../../core/protocol/errors.ts";
import { isContentName } from "../../../journal/content-file.ts";
import { manifestName, runFiles, summaryName } from "./archive-format.ts";

const mostFiles = 200_000;
const mostBytes = 4_000_000_000;
const linkType = 0o120000;
const typeMask = 0o170000;
const expected = "A file that millrace runs export has written is expected.";

/** Unpacks all files below a folder: those of the run in `run/`. @throws UsageError, which says what is wrong with the archive */
export async function unpackArchive(file: string, target: string): Promise<void> {
  const zip = await openZip(file);
  const seen = new Set<string>();
  let bytes = 0;
  try {
    for await (const entry of entriesOf(zip)) {
      bytes += entry.uncompressedSize;
      refuse(file, entry, seen);
      if (seen.size > mostFiles) throw refusal(file, `it holds more than ${mostFiles} files`);
      if (bytes > mostBytes) throw refusal(file, `its files are larger than ${formatByteSize(mostBytes)} together`);
      await unpack(file, zip, entry, join(target, entry.fileName));
    }
  } catch (error) {
    throw error instanceof UsageError || isSystemError(error) ? error : refusal(file, reasonOf(error));
  } finally {
    zip.close();
  }
}

/** A1. */
function refuse(file: string, { fileName, externalFileAttributes }: yauzl.Entry, seen: Set<string>): void {
  const result = /^run\/results\/([^/]+)$/.exec(fileName)?.[1];
  const isKnown = fileName === summaryName || fileName === manifestName || runFiles.some((name) => fileName === `run/${name}`) || (result !== undefined && isContentName(result));
  if (!isKnown) throw refusal(file, `it holds "${fileName}", which no exported run does`);
  if (((externalFileAttributes >>> 16) & typeMask) === linkType) throw refusal(file, `"${fileName}" in it is a link`);
  // Some file systems take capitals for small letters.
  const key = fileName.toLowerCase();
  if (seen.has(key)) throw refusal(file, `it holds "${fileName}" twice`);
  seen.add(key);
}

/** A2, A3. */
async function unpack(file: string, zip: yauzl.ZipFile, entry: yauzl.Entry, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let bytes = 0;
  let checksum = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      checksum = crc32(chunk, checksum);
      if (bytes > entry.uncompressedSize) done(new Error("it is larger than it says"));
      else done(null, chunk);
    },
    flush: (done) => done(checksum === entry.crc32 ? null : new Error("its checksum is another")),
  });
  try {
    const source = await new Promise<NodeJS.ReadableStream>((resolve, reject) => zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error))));
    await pipeline(source, check, createWriteStream(path, { mode: 0o600, flags: "wx" }));
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw new UsageError(`${file} cannot be imported: "${entry.fileName}" in it is damaged: ${reasonOf(error)}.`, "Copy or download the file again, or export the run anew where it was made: millrace runs export <id>");
  }
}

function openZip(file: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true, decodeStrings: true }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(isSystemError(error) ? new UsageError(`${file} cannot be read: ${error.message}`, expected) : refusal(file, reasonOf(error)));
    });
  });
}

async function* entriesOf(zip: yauzl.ZipFile): AsyncGenerator<yauzl.Entry, void, undefined> {
  for (;;) {
    const entry = await new Promise<yauzl.Entry | null>((resolve, reject) => {
      zip.once("entry", resolve).once("end", () => resolve(null)).once("error", reject);
      zip.readEntry();
    });
    zip.removeAllListeners();
    if (entry === null) return;
    yield entry;
  }
}

export function refusal(file: string, reason: string): UsageError {
  return new UsageError(`${file} cannot be imported: ${reason}.`, expected);
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
