import { UsageError } from "../core/protocol/errors.ts";

/** What is told of a file or a folder that is there and cannot be read: that of another user, say. */
export function unreadable(path: string, error: unknown): UsageError {
  return new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, "Mend the permissions, or set MILLRACE_HOME to another folder.");
}
