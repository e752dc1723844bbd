import { stripVTControlCharacters } from "node:util";
import { runPaths } from "../../journal/run-paths.ts";
import { readTail } from "./read-bytes.ts";

const tailBytes = 4_096;
const tailLines = 20;

/** The last lines that a runner wrote to its output, or an empty text: the only trace of a process that died early. */
export function readOutputTail(directory: string): string {
  const text = readTail(runPaths(directory).stdio, tailBytes).bytes.toString("utf8");
  return stripVTControlCharacters(text).trim().split("\n").slice(-tailLines).join("\n");
}

/** A message with the last lines of the output below it, where there are any. */
export function withOutputTail(message: string, directory: string): string {
  const tail = readOutputTail(directory);
  return tail === "" ? message : `${message}. Its last output:\n${tail}`;
}

/** Why V8 gave up, from above the native stack that it prints; `undefined` for a process that ended otherwise. */
export function readFatalError(directory: string): string | undefined {
  const text = readTail(runPaths(directory).stdio, 4 * tailBytes).bytes.toString("utf8");
  return /^FATAL ERROR: (?:.*[:-] )?(.+)$/m.exec(text)?.[1];
}
