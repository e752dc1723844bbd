import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { NodeStatus } from "../../core/protocol/editor-api.ts";
import { NodeUnusableError } from "../../core/protocol/errors.ts";

const least = { major: 20, minor: 19, text: "20.19" };
const answerMs = 10_000;

/** Tells which Node runs a workspace's flows, and asks each for its version once. */
export class NodeFinder {
  readonly #known = new Map<string, NodeStatus>();

  /** @param setting a path or a command's name; `null`: `node`. */
  async find(setting: string | null, folder: string, env: Readonly<Record<string, string | undefined>>): Promise<NodeStatus> {
    const wanted = setting ?? "node";
    const path = locate(wanted, folder, env);
    if (path === undefined) return { kind: "missing", path: wanted };
    const key = `${path} ${statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0}`;
    const known = this.#known.get(key) ?? (await askVersion(path));
    if (known.kind !== "missing") this.#known.set(key, known);
    return known;
  }
}

/** @throws NodeUnusableError */
export function requireNode(status: NodeStatus): string {
  switch (status.kind) {
    case "found":
      return status.path;
    case "missing":
      throw new NodeUnusableError(`There is no Node at ${status.path}.`, "Install Node, or name its path in the setting millrace.nodePath.");
    case "tooOld":
      throw new NodeUnusableError(`${status.path} is Node ${status.version}, and ${status.least} or later is needed.`, "Install a later one, or name its path in the setting millrace.nodePath.");
  }
}

function locate(wanted: string, folder: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (isAbsolute(wanted) || /[\\/]/.test(wanted)) return executable(resolve(folder, wanted));
  const names = process.platform === "win32" ? [`${wanted}.exe`, `${wanted}.cmd`, wanted] : [wanted];
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === "PATH")?.[1] ?? "";
  for (const directory of path.split(delimiter)) {
    for (const name of directory === "" ? [] : names) {
      const found = executable(join(directory, name));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? path : undefined;
  } catch {
    // Not there, or not to be executed: for a search that is the same.
    return undefined;
  }
}

function askVersion(path: string): Promise<NodeStatus> {
  return new Promise((resolvePromise) => {
    execFile(path, ["--version"], { timeout: answerMs, windowsHide: true }, (error, stdout) => {
      const [, version = "", major, minor] = /^v((\d+)\.(\d+)\.\d+\S*)/.exec(stdout) ?? [];
      if (error !== null || version === "") return resolvePromise({ kind: "missing", path });
      const isEnough = Number(major) > least.major || (Number(major) === least.major && Number(minor) >= least.minor);
      resolvePromise(isEnough ? { kind: "found", path, version } : { kind: "tooOld", path, version, least: least.text });
    });
  });
}
