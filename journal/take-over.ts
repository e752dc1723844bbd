import { readFileSync, truncateSync } from "node:fs";
import { StoreCorruptError } from "../core/protocol/errors.ts";
import { RunFold } from "../core/records/fold.ts";
import { thisMachine } from "./machine.ts";
import { claimGeneration, type Owner } from "./owner-file.ts";
import { runPaths } from "./run-paths.ts";
import { readRecords } from "./run-reader.ts";

/** What the new owner of a run finds: all records of its predecessors, folded, with a torn tail cut off. */
export interface TakenOver {
  readonly generation: number;
  readonly fold: RunFold;
}

/**
 * Claims the generation after that of an owner that is gone, and cuts the torn tail that it may have left. Only call it
 * for an owner that is dead, or for a run that is closed. `undefined`: another was quicker.
 *
 * `after` is the generation that was found dead. It must be the one that was looked at: a racer that looked it up again
 * here would take the run from the winner.
 *
 * @throws StoreCorruptError when a record in the middle cannot be read; the file is left as it is.
 */
export function takeOverRun(
  directory: string,
  socket: (generation: number) => string | null,
  after: number,
  traits: Pick<Owner, "group"> = {},
): TakenOver | undefined {
  const generation = after + 1;
  const claimed = claimGeneration(directory, { ...thisMachine(), generation, pid: process.pid, socket: socket(generation), ...traits });
  return claimed ? { generation, fold: readAsOwner(directory) } : undefined;
}

/** What the predecessors wrote, for whoever holds the claim: a torn tail is cut off the file. @throws StoreCorruptError */
export function readAsOwner(directory: string): RunFold {
  const path = runPaths(directory).events;
  const bytes = readBytes(path);
  const { records, problem, wholeBytes } = readRecords(bytes);
  if (problem !== null) throw new StoreCorruptError(path, problem.record, problem.reason);
  if (wholeBytes < bytes.length) truncateSync(path, wholeBytes);
  const fold = new RunFold();
  for (const record of records) fold.add(record);
  return fold;
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
