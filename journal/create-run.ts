import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunNotFoundError, StoreCorruptError, StoreUnwritableError } from "../core/protocol/errors.ts";
import type { RunRequest } from "../core/protocol/run-request.ts";
import { withModule } from "./locate-module.ts";
import { runDirectoryName, runPaths } from "./run-paths.ts";
import { temporaryFor } from "./temporary-file.ts";
import { ensureWorkspace, type Workspace } from "./workspace.ts";

/** No run's folder begins so: what bears it is not whole yet, or was left by a process that was killed. */
export const growingMark = ".new-";

/**
 * Makes the directory of a new run with its request. It bears its name from the moment it is whole: whoever lists runs
 * would else find one that nobody has asked for, and a process that is killed leave half a run. Returns the directory.
 *
 * @throws StoreUnwritableError
 */
export function createRunDirectory(workspace: Workspace, request: RunRequest): string {
  ensureWorkspace(workspace);
  const name = runDirectoryName(request.createdAt, request.name, request.id);
  const directory = join(workspace.runs, name);
  const growing = temporaryFor(join(workspace.runs, `${growingMark}${request.id}`));
  try {
    mkdirSync(growing, { mode: 0o700 });
    writeFileSync(runPaths(growing).request, `${JSON.stringify(request)}\n`, { mode: 0o600 });
    renameSync(growing, directory);
  } catch (error) {
    // A full disk may take the directory and not the request.
    rmSync(growing, { recursive: true, force: true });
    throw new StoreUnwritableError(directory, error);
  }
  return directory;
}

/** The request, with the place where its module is now (`locate-module.ts`). @throws StoreCorruptError when it cannot be read. */
export function readRequest(directory: string): RunRequest {
  return withModule(directory, readRequestAsWritten(directory));
}

/** The same, with the module where it was: for whoever starts nothing. @throws StoreCorruptError */
export function readRequestAsWritten(directory: string): RunRequest {
  const path = runPaths(directory).request;
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (isRequest(value)) return value;
  } catch (error) {
    if (!existsSync(directory)) throw new RunNotFoundError(`${directory} is gone: the run has been deleted.`);
    throw new StoreCorruptError(path, 0, error instanceof Error ? error.message : String(error));
  }
  throw new StoreCorruptError(path, 0, "it is no request of a version that this Millrace knows");
}

/** Whether a value is a request of a version that this Millrace knows. */
export function isRequest(value: unknown): value is RunRequest {
  return typeof value === "object" && value !== null && "v" in value && value.v === 1 && "id" in value && "parameters" in value;
}
