import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FlowRunDocument } from "../../../core/protocol/run-document.ts";
import { killAll, processesIn } from "./processes.ts";

/** A folder of a test's own that VS Code opens. Whatever still runs in it when the test is over is killed. */
export class Workspace {
  readonly root: string;
  readonly #parent = realpathSync(mkdtempSync(join(tmpdir(), "millrace-")));

  /**
   * @param modules - A `node_modules` to copy; without one the folder has no `millrace`.
   * @param name - Name of the folder, which the window's title shows.
   */
  constructor(modules: string | undefined, name = "workspace") {
    this.root = join(this.#parent, name);
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

  /** A file that can be executed; answers with its path. */
  writeProgram(name: string, text: string): string {
    const path = this.write(name, text);
    chmodSync(path, 0o755);
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

  /** What is on the disk of its runs, the newest first, as the command of the installed package tells it. */
  runs(): readonly FlowRunDocument[] {
    const command = this.path("node_modules", "millrace", "dist", "millrace.js");
    const output = execFileSync(process.execPath, [command, "runs", "--json"], { cwd: this.root, encoding: "utf8" });
    return (JSON.parse(output) as { readonly runs: readonly FlowRunDocument[] }).runs;
  }

  dispose(): void {
    killAll(processesIn(this.root));
    rmSync(this.#parent, { recursive: true, force: true, maxRetries: 5 });
  }
}
