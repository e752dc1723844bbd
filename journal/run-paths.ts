import { join } from "node:path";

/** The files of a run's directory. */
export interface RunPaths {
  readonly directory: string;
  readonly request: string;
  readonly events: string;
  readonly log: string;
  readonly stdio: string;
  readonly results: string;
  /** What was sent to the run while it had no process. */
  readonly inbox: string;
  /** The records of the run that this one repeats in part, and what of them is reused. */
  readonly origin: string;
  readonly reuse: string;
}

export function runPaths(directory: string): RunPaths {
  return {
    directory,
    request: join(directory, "request.json"),
    events: join(directory, "events.ndjson"),
    log: join(directory, "log.ndjson"),
    stdio: join(directory, "stdio.log"),
    results: join(directory, "results"),
    inbox: join(directory, "inbox"),
    origin: join(directory, "origin.ndjson"),
    reuse: join(directory, "reuse.json"),
  };
}

/** Where results are kept across runs, seen from the directory of one of them. */
export function cachePath(directory: string): string {
  return join(directory, "..", "..", "cache");
}

/** `2026-01-31-brisk-heron-<id>`; a name is made safe for every file system and cut at 60 characters. */
export function runDirectoryName(createdAtUs: number, name: string, id: string): string {
  const date = new Date(createdAtUs / 1_000).toISOString().slice(0, 10);
  const safe = name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, 60);
  return safe === "" ? `${date}-${id}` : `${date}-${safe}-${id}`;
}
