/**
 * Where in the user's code a call stands. Taking a position costs 2-4 µs and happens for every task run, so a raw
 * position is taken each time, and turned into a file, line and column once for each distinct place.
 */
import { readFileSync } from "node:fs";
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";


/** In the source as written: absolute path, 1-based line and column. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

type AnyFunction = (...args: never[]) => unknown;

interface Holder {
  stack?: unknown;
}

const keepSites = (_error: Error, sites: NodeJS.CallSite[]): NodeJS.CallSite[] => sites;

/** The call of `callee` that is on the stack now, or `null` where no user code is above it. */
export function callPosition(callee: AnyFunction): NodeJS.CallSite | null {
  const site = takeSites(callee, 1)[0];
  if (site !== undefined && isUserCode(site)) return site;
  // Called by a built-in, such as `list.map(task)`: the nearest user code further up.
  return takeSites(callee, 12).find(isUserCode) ?? null;
}

function takeSites(callee: AnyFunction, limit: number): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: Holder = {};
  Error.prepareStackTrace = keepSites;
  Error.stackTraceLimit = limit;
  Error.captureStackTrace(holder, callee);
  const sites: unknown = holder.stack;
  Error.stackTraceLimit = stackTraceLimit;
  // Put back by assignment: to delete it would make every later use of `Error` slow.
  (Error as { prepareStackTrace?: unknown }).prepareStackTrace = prepareStackTrace;
  // What `keepSites` gave, unless someone has frozen `Error`.
  return Array.isArray(sites) ? (sites as NodeJS.CallSite[]) : [];
}

function isUserCode(site: NodeJS.CallSite): boolean {
  const file = site.getFileName();
  return file !== null && file !== undefined && !file.startsWith("node:");
}

/** The place as written, through the module's source map where there is one. */
export function toSourcePosition(site: NodeJS.CallSite): SourcePosition | null {
  const name = site.getFileName();
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (name === null || name === undefined || line === null || column === null) return null;
  const mapped = mapPosition(name, line, column) ?? mapByHook(site);
  return mapped ?? { file: toPath(name), line, column };
}

const printedFrame = /^\s*at .*? \((.+):(\d+):(\d+)\)$/;
const bareFrame = /^\s*at (?:async )?(.+):(\d+):(\d+)$/;

/**
 * Maps a place as the hook in force would print it: test runners (Vitest, Jest) and source-map-support keep the maps of
 * the modules that they compile to themselves, and Node's registry does not know them.
 */
function mapByHook(site: NodeJS.CallSite): SourcePosition | null {
  const { prepareStackTrace } = Error;
  if (prepareStackTrace === undefined) return null;
  const frame = String(prepareStackTrace(new Error(), [site])).split("\n").at(-1) ?? "";
  const [, file, line, column] = printedFrame.exec(frame) ?? bareFrame.exec(frame) ?? [];
  return file === undefined ? null : { file: toPath(file), line: Number(line), column: Number(column) };
}

/** Maps a position through Node's own registry of source maps. `null`: the module has none. */
export function mapPosition(file: string, line: number, column: number): SourcePosition | null {
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalSource" in entry) || entry.originalSource === undefined) return null;
  return { file: asWritten(toPath(entry.originalSource), toPath(file)), line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

/** tsx gives esbuild `x.mts` as `x.ts`, and does not put that right where the path has a space or an accent. */
function asWritten(source: string, loaded: string): string {
  return loaded.replace(/\.[cm]ts$/, ".ts") === source ? loaded : source;
}

/** The text before the position, at most 300 characters, or `""` when the file cannot be read. */
export function textBefore(position: SourcePosition): string {
  let text: string;
  try {
    text = readFileSync(position.file, "utf8");
  } catch {
    // A name for people is all that is wanted here; without the source another is made.
    return "";
  }
  let start = 0;
  for (let line = 1; line < position.line; line += 1) {
    start = text.indexOf("\n", start) + 1;
    if (start === 0) return "";
  }
  const end = start + position.column - 1;
  return text.slice(Math.max(0, end - 300), end);
}

function toPath(name: string): string {
  return name.startsWith("file:") ? fileURLToPath(name) : name;
}
