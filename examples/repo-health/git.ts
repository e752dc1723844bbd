import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

const largestOutputBytes = 256 * 1024 * 1024;

/** Git is missing, or what it was asked for is: trying again would not help. */
export class NoGitError extends Error {
  override readonly name = "NoGitError";
}

/** What git prints. The signal kills it, so that a cancelled run leaves no process behind. */
export async function git(folder: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  try {
    const { stdout } = await execute("git", ["-C", folder, "-c", "core.quotePath=false", ...args], {
      maxBuffer: largestOutputBytes,
      windowsHide: true,
      signal,
    });
    return stdout;
  } catch (error) {
    throw toGitError(args, error);
  }
}

/** What happened to one file in some commits. */
export interface Change {
  readonly file: string;
  readonly commits: number;
  /** Lines added and removed together. */
  readonly churn: number;
  /** Seconds since the epoch. */
  readonly changedAt: number;
}

/** Reads `git log --numstat --format="commit %ct"`. */
export function parseNumstat(text: string): Change[] {
  const changes = new Map<string, Change>();
  let changedAt = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith("commit ")) {
      changedAt = Number(line.slice("commit ".length));
      continue;
    }
    const [added, removed, file] = line.split("\t");
    if (file === undefined) continue;
    // A binary file has "-" for both counts.
    const churn = (Number(added) || 0) + (Number(removed) || 0);
    changes.set(file, addChange(changes.get(file), { file, commits: 1, churn, changedAt }));
  }
  return [...changes.values()];
}

export function addChange(known: Change | undefined, change: Change): Change {
  if (known === undefined) return change;
  return {
    file: change.file,
    commits: known.commits + change.commits,
    churn: known.churn + change.churn,
    changedAt: Math.max(known.changedAt, change.changedAt),
  };
}

function toGitError(args: readonly string[], error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "AbortError") return error;
  if ("code" in error && error.code === "ENOENT") return new NoGitError("git is not installed, or not on the PATH.", { cause: error });
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : error.message;
  if (/not a git repository|dubious ownership|does not have any commits|unknown revision/.test(said)) return new NoGitError(said, { cause: error });
  return new Error(`git ${args[0]} failed: ${said}`, { cause: error });
}
