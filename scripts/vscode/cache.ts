import { homedir } from "node:os";
import { join } from "node:path";

/** Folder outside of any clone that keeps VS Code from one run of the tests to the next: about 1 GB. */
export function cacheFolder(): string {
  return process.env["MILLRACE_TOOLS"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "millrace");
}
