import { basename } from "node:path";

import { watch } from "chokidar";

import { isSourceName, toPosix } from "../source-files.ts";
import type { SourceTree } from "./source-tree.ts";

export interface DiskListener {
  readonly onSource: (file: string, event: "came" | "changed" | "went") => void;
  /** Aliases may lead elsewhere from now on. */
  readonly onProject: () => void;
}

/** Tells of the sources of a tree as they come, change and go on the disk, from now on. */
export function watchDisk(tree: SourceTree, listener: DiskListener): { dispose(): void } {
  const watcher = watch(tree.root, {
    ignoreInitial: true,
    ignorePermissionErrors: true,
    followSymlinks: false,
    ignored: (path, stats) => {
      const file = toPosix(path);
      if (tree.isIgnored(file)) return true;
      return stats?.isFile() === true && !isSourceName(file) && !isProjectName(file);
    },
  });
  const tell = (path: string, event: "came" | "changed" | "went"): void => {
    const file = toPosix(path);
    if (isProjectName(file)) listener.onProject();
    else listener.onSource(file, event);
  };
  watcher.on("add", (path) => tell(path, "came"));
  watcher.on("change", (path) => tell(path, "changed"));
  watcher.on("unlink", (path) => tell(path, "went"));
  // Too many files to watch, or a folder that may not be read: what the editor itself tells goes on.
  watcher.on("error", (error) => process.stderr.write(`Sources are not watched completely: ${String(error)}\n`));
  return { dispose: () => void watcher.close() };
}

function isProjectName(file: string): boolean {
  return /^(?:ts|js)config(?:\..+)?\.json$/.test(basename(file));
}
