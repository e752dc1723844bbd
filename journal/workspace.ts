import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, parse, resolve } from "node:path";
import { StoreUnwritableError } from "../core/protocol/errors.ts";

/** Where a workspace keeps its runs. */
export interface Workspace {
  /** Files are named relative to this folder. */
  readonly root: string;
  /** The `.millrace` folder. */
  readonly home: string;
  readonly runs: string;
}

/**
 * The workspace around a folder: the nearest one up with `.millrace/`, else the root of a workspace of packages,
 * else of a git checkout, else the nearest package, else `cwd`; never the home folder or the file system's root.
 * `millraceHome` (the variable `MILLRACE_HOME`) replaces the `.millrace` folder.
 */
export function findWorkspace(folder: string, cwd: string, millraceHome: string | undefined): Workspace {
  const root = findRoot(folder) ?? resolve(cwd);
  const home = millraceHome === undefined || millraceHome === "" ? join(root, ".millrace") : resolve(cwd, millraceHome);
  return { root, home, runs: join(home, "runs") };
}

/** Makes the `.millrace` folder, closed to others and to git. @throws StoreUnwritableError */
export function ensureWorkspace(workspace: Workspace): void {
  try {
    makeFolders(workspace.runs);
    const ignore = join(workspace.home, ".gitignore");
    if (!existsSync(ignore)) writeFileSync(ignore, "*\n", { mode: 0o600 });
  } catch (error) {
    throw new StoreUnwritableError(workspace.home, error);
  }
}

/** Makes a folder and those above it. Not `recursive`: below some read-only file systems Node 20 would then try for ever. */
export function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(path)) throw error;
  }
}

const marks: readonly ((folder: string) => boolean)[] = [
  (folder) => existsSync(join(folder, ".millrace")),
  (folder) => existsSync(join(folder, "pnpm-workspace.yaml")) || hasWorkspaces(join(folder, "package.json")),
  (folder) => existsSync(join(folder, ".git")),
  (folder) => existsSync(join(folder, "package.json")),
];

function findRoot(from: string): string | undefined {
  const folders = ancestors(resolve(from));
  for (const isMarked of marks) {
    const found = folders.find(isMarked);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ancestors(from: string): string[] {
  const folders: string[] = [];
  const home = homedir();
  for (let folder = from; folder !== parse(folder).root; folder = dirname(folder)) {
    if (folder !== home) folders.push(folder);
  }
  return folders;
}

function hasWorkspaces(path: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null && "workspaces" in value;
  } catch {
    // No package here, or one that npm itself would refuse: not a workspace root either way.
    return false;
  }
}
