import { fileURLToPath } from "node:url";
import { dirname } from "node:path";
import { toErrorRecord, type ErrorRecord } from "../../core/states/error-record.ts";

const ownFolder = dirname(fileURLToPath(import.meta.url));

/** What user code threw, as data. Frames of Millrace and of Node's own machinery are left out of the stack. */
export function userErrorRecord(thrown: unknown): ErrorRecord {
  return clean(toErrorRecord(thrown));
}

function clean(record: ErrorRecord): ErrorRecord {
  return {
    ...record,
    ...(record.stack === undefined ? {} : { stack: cleanStack(record.stack) }),
    ...(record.cause === undefined ? {} : { cause: clean(record.cause) }),
    ...(record.errors === undefined ? {} : { errors: record.errors.map(clean) }),
  };
}

export function cleanStack(stack: string): string {
  const lines = stack.split("\n");
  const kept = lines.filter((line) => !/^\s+at /.test(line) || line.endsWith("{") || !isMachinery(line));
  return (kept.some((line) => /^\s+at /.test(line)) ? kept : lines).join("\n");
}

function isMachinery(frame: string): boolean {
  return frame.includes("node:internal") || frame.includes("node:async_hooks") || frame.includes(ownFolder);
}
