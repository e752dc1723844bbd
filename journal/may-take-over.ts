import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { parseLine } from "../core/records/parse.ts";
import type { MachineIdentity } from "./machine.ts";
import type { Owner } from "./owner-file.ts";
import { probeOwner } from "./owner-socket.ts";
import { runPaths } from "./run-paths.ts";

/** Of the file's end at first; more where no record is in it. */
const tailBytes = 64 * 1_024;

/**
 * Whether the run may be taken from the owner that was found (J1). One that has claimed it this moment does not listen
 * yet, and one that writes down an end never does: while the process lives, such an owner is done only when the last
 * record is its own, and closes the run.
 */
export async function mayTakeOver(directory: string, owner: Owner, here: MachineIdentity): Promise<boolean> {
  const liveness = await probeOwner(owner, here);
  if (liveness === "dead") return true;
  if (liveness === "alive" && owner.socket !== null) return false;
  if (owner.host !== here.host || owner.bootId !== here.bootId) return true;
  return hasClosed(directory, owner.generation);
}

/**
 * The generation after which the run may be claimed. An owner's file may be gone though its records are there, when the
 * machine lost its power: a generation below theirs would write records that nobody reads. Look first, then read the
 * owner: whoever has claimed the run since has a file.
 */
export function recordedGeneration(directory: string): number {
  for (let limitBytes = tailBytes; ; limitBytes *= 8) {
    const { text, isWhole } = readTail(runPaths(directory).events, limitBytes);
    for (const line of text.split("\n").reverse()) {
      const parsed = parseLine(line);
      if (parsed.kind === "record") return parsed.record.g;
    }
    // Zeros may stand where a lot had been written.
    if (isWhole) return 0;
  }
}

function hasClosed(directory: string, generation: number): boolean {
  const line = readTail(runPaths(directory).events, tailBytes).text.trimEnd().split("\n").at(-1) ?? "";
  const parsed = parseLine(line);
  return parsed.kind === "record" && parsed.record.k === "closed" && parsed.record.g === generation;
}

/** Empty while there is no file: claimed, and nothing written so far. */
function readTail(path: string, limitBytes: number): { readonly text: string; readonly isWhole: boolean } {
  if (!existsSync(path)) return { text: "", isWhole: true };
  const fd = openSync(path, "r");
  try {
    const { size } = fstatSync(fd);
    const bytes = Buffer.alloc(Math.min(size, limitBytes));
    return { text: bytes.toString("utf8", 0, readSync(fd, bytes, 0, bytes.length, size - bytes.length)), isWhole: size <= limitBytes };
  } finally {
    closeSync(fd);
  }
}
