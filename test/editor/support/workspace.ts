import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of a test's own that VS Code opens. Whatever still runs in it when the test is over is killed. */
export class Workspace {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "millrace-workspace-")));

  /** @param modules - A `node_modules` to copy; without one the folder has no `millrace`. */
  constructor(modules: string | undefined) {
    this.write("package.json", '{ "type": "module", "private": true }\n');
    if (modules !== undefined) cpSync(modules, this.path("node_modules"), { recursive: true, verbatimSymlinks: true });
  }

  path(...names: readonly string[]): string {
    return join(this.root, ...names);
  }

  write(name: string, text: string): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  /** Replaces a part of a file on the disk. */
  edit(name: string, from: string, to: string): void {
    const text = this.read(name);
    if (!text.includes(from)) throw new Error(`${name} does not contain ${from}`);
    this.write(name, text.replace(from, to));
  }

  dispose(): void {
    for (const pid of processesIn(this.root)) process.kill(pid, "SIGKILL");
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Ids of the processes whose command line or working directory is inside of a folder. Linux only; empty elsewhere. */
export function processesIn(folder: string): readonly number[] {
  return processes().filter((pid) => attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")).includes(folder) || isBelow(attempt(() => readlinkSync(`/proc/${pid}/cwd`)), folder));
}

/** Ids of the processes whose command line has all of these words. */
export function processesWith(...words: readonly string[]): readonly number[] {
  return processes().filter((pid) => {
    const line = attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    return words.every((word) => line.includes(word));
  });
}

function processes(): readonly number[] {
  return attemptList(() => readdirSync("/proc"))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** A process may end while it is looked at. */
function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

function attemptList(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}
