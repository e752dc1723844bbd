/**
 * What was sent to a run that has no process: files in its directory, one each, which the next owner records and removes.
 * Written under another name and renamed, so that a file is whole; recorded once, by its token, however often it is read.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StoreUnwritableError } from "../core/protocol/errors.ts";
import type { StoredValue } from "../core/states/stored-value.ts";
import { addFolder } from "./content-file.ts";
import { linkExclusively } from "./exclusive-link.ts";
import { runPaths } from "./run-paths.ts";
import { temporaryFor } from "./temporary-file.ts";

export interface InboxMessage {
  /** Tells it from all others. */
  readonly input: string;
  /** Microseconds: the order in which they are recorded. */
  readonly at: number;
  /** Id of the flow run that it is for. */
  readonly flowRunId: string;
  /** As in the record of it. */
  readonly key: string;
  /** Inline, however large; absent for `undefined`. */
  readonly v?: StoredValue;
  readonly from?: string;
  readonly pause?: string;
}

/** @throws StoreUnwritableError */
export function putIntoInbox(directory: string, message: InboxMessage): void {
  put(directory, message, (temporary, path) => renameSync(temporary, path));
}

/** The same, unless a message of that name lies there: false. @throws StoreUnwritableError */
export function putIntoInboxOnce(directory: string, message: InboxMessage): boolean {
  return put(directory, message, (temporary, path) => {
    const isFirst = linkExclusively(temporary, path);
    rmSync(temporary, { force: true });
    return isFirst;
  });
}

function put<T>(directory: string, message: InboxMessage, give: (temporary: string, path: string) => T): T {
  const path = pathOf(directory, message.input);
  const temporary = temporaryFor(path);
  try {
    addFolder(dirname(path));
    writeFileSync(temporary, JSON.stringify(message), { mode: 0o600 });
    return give(temporary, path);
  } catch (error) {
    throw new StoreUnwritableError(path, error);
  }
}

/** Whether a message of that name lies there, be it one that cannot be read. */
export function hasInInbox(directory: string, input: string): boolean {
  return existsSync(pathOf(directory, input));
}

/** What lies in the inbox, the oldest first. What cannot be read is none of it. */
export function readInbox(directory: string): readonly InboxMessage[] {
  const { inbox } = runPaths(directory);
  return namesIn(inbox)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => readMessage(join(inbox, name)) ?? [])
    .sort((a, b) => a.at - b.at || (a.input < b.input ? -1 : 1));
}

export function removeFromInbox(directory: string, input: string): void {
  rmSync(pathOf(directory, input), { force: true });
}

function pathOf(directory: string, input: string): string {
  return join(runPaths(directory).inbox, `${input}.json`);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing has been sent.
    return [];
  }
}

function readMessage(path: string): InboxMessage | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isMessage(value) ? value : undefined;
  } catch {
    // It was removed this moment, or a power loss has left it empty: whoever sent it has not been told that it arrived.
    return undefined;
  }
}

function isMessage(value: unknown): value is InboxMessage {
  if (typeof value !== "object" || value === null) return false;
  const { input, at, flowRunId, key } = value as Record<string, unknown>;
  return typeof input === "string" && /^[\w-]+$/.test(input) && typeof at === "number" && typeof flowRunId === "string" && typeof key === "string";
}
