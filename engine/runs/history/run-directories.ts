import { readdirSync } from "node:fs";
import { join } from "node:path";
import { unreadable } from "../../../journal/unreadable.ts";
import type { Workspace } from "../../../journal/workspace.ts";

/** A run as the name of its directory tells it. */
export interface RunDirectory {
  readonly id: string;
  /** UTC date on which it was asked for: `2026-01-31`. */
  readonly date: string;
  readonly directory: string;
}

const pattern = /^(\d{4}-\d\d-\d\d)-(?:.*-)?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** The runs of a workspace, the latest dates first. A folder with another name is none of ours. */
export function listRunDirectories({ runs }: Pick<Workspace, "runs">): readonly RunDirectory[] {
  return readNames(runs)
    .flatMap((name) => {
      const [, date, id] = pattern.exec(name) ?? [];
      return date === undefined || id === undefined ? [] : [{ id, date, directory: join(runs, name) }];
    })
    .sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // Nothing has run here yet.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw unreadable(folder, error);
  }
}
