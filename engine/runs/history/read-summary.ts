/**
 * A run for a list, from as few bytes as do: one that ended needs its last record, and the first ones, which name its
 * definition (J5). What these do not tell, a reading of the whole file does.
 */
import { RunFold } from "../../../core/records/fold.ts";
import { parseLine } from "../../../core/records/parse.ts";
import type { ClosedRecord } from "../../../core/records/run-record.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import { readRecords } from "../../../journal/run-reader.ts";
import { readHead, readTail } from "../read-bytes.ts";
import { isOver, suspensionOf } from "../read-run.ts";

/** Up to this size a run is read whole. */
const wholeBytes = 64 * 1_024;
/** What a last record takes as a rule; one with large parameters is looked for in more. */
const tailBytes = 4 * 1_024;
const headBytes = 16 * 1_024;

/** A run that has ended, or `undefined` for one that must be read whole: one that is suspended may have to end now. */
export function readEndedSummary(directory: string): RunView | undefined {
  const view = ifReadable(() => readClosed(directory));
  return view === undefined || suspensionOf(view) !== undefined ? undefined : view;
}

function readClosed(directory: string): RunView | undefined {
  const { events } = runPaths(directory);
  const tail = readTail(events, tailBytes);
  if (tail.sizeBytes <= wholeBytes) return foldWhole(tail.sizeBytes <= tailBytes ? tail.bytes : readTail(events, wholeBytes).bytes);
  const closed = lastRecord(tail.bytes) ?? lastRecord(readTail(events, wholeBytes).bytes);
  // The states in between are told by the whole alone.
  if (closed === undefined || closed.attempt > 1 || closed.kind === "task") return undefined;
  return foldEnds(readHead(events, headBytes).bytes, closed);
}

/** The name that a run had at its end, from its last record alone; `undefined` where that does not tell. */
export function readEndedName(directory: string): string | undefined {
  return ifReadable(() => lastRecord(readTail(runPaths(directory).events, 4_096).bytes)?.name);
}

/** Of a file that cannot be read nothing is told here: whoever reads it whole says why (`readRun`). */
function ifReadable<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function foldWhole(bytes: Buffer): RunView | undefined {
  const { records, problem } = readRecords(bytes);
  if (problem !== null) return undefined;
  const fold = new RunFold();
  for (const record of records) fold.add(record);
  return isOver(fold) ? fold : undefined;
}

function foldEnds(head: Buffer, closed: ClosedRecord & { readonly n: number; readonly g: number; readonly at: number }): RunView | undefined {
  const fold = new RunFold();
  for (const line of head.toString("utf8").split("\n").slice(0, -1)) {
    // Task runs are not shown in a list, and are nearly all of a file.
    if (fold.flowRuns.has(0) && !line.includes('"k":"state","run":0,')) continue;
    const parsed = parseLine(line);
    if (parsed.kind === "bad") return undefined;
    fold.add(parsed.record);
  }
  if (!fold.flowRuns.has(0)) return undefined;
  const { n, g, at } = closed;
  fold.add({ k: "set", run: 0, name: closed.name, n, g, at });
  fold.add({ k: "state", run: 0, state: closed.state, n, g, at });
  fold.add(closed);
  return fold;
}

function lastRecord(tail: Buffer): (ClosedRecord & { readonly n: number; readonly g: number; readonly at: number }) | undefined {
  if (tail.at(-1) !== 0x0a) return undefined;
  const start = tail.lastIndexOf(0x0a, tail.length - 2) + 1;
  if (start === 0) return undefined;
  const parsed = parseLine(tail.subarray(start, -1).toString("utf8"));
  return parsed.kind === "record" && parsed.record.k === "closed" ? parsed.record : undefined;
}
