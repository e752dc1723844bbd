/** A workspace of a test's own, in which the built command runs as it would at a user's. */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test as base } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { growingMark } from "../../journal/create-run.ts";

export const repository = fileURLToPath(new URL("../..", import.meta.url));
export const command = join(repository, "dist", "millrace.js");
const fixtures = join(repository, "test", "fixtures", "integration");

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface UsageDocument {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null };
}

export class Project {
  readonly root: string;
  /** Added to the environment of every process that is started. */
  readonly env: Record<string, string> = {};

  constructor() {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "millrace-project-")));
    mkdirSync(join(this.root, "node_modules"));
    symlinkSync(repository, join(this.root, "node_modules", "millrace"), "junction");
    this.write("package.json", '{ "type": "module" }');
  }

  /** Absolute path of a file of the workspace. */
  path(...names: readonly string[]): string {
    return join(this.root, ...names);
  }

  write(name: string, text: string): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** Changes a file, given by its absolute path. */
  rewrite(path: string, change: (text: string) => string): void {
    writeFileSync(path, change(readFileSync(path, "utf8")));
  }

  /** Puts a fixture into the workspace. */
  copy(fixture: string): string {
    const path = this.path(fixture);
    copyFileSync(join(fixtures, fixture), path);
    return path;
  }

  /** Puts another version of the package into a folder, with a module `f.js` that has a flow of it. */
  writeOtherVersion(folder: string, version: string): void {
    const home = `${folder}/node_modules/millrace`;
    const known = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { readonly version: string };
    this.write(`${home}/package.json`, JSON.stringify({ name: "millrace", version, type: "module", exports: "./dist/index.js" }));
    for (const name of namesIn(join(repository, "dist")).filter((each) => /^(index|sdk-.*)\.c?js$/.test(each))) {
      this.write(`${home}/dist/${name}`, readFileSync(join(repository, "dist", name), "utf8").replaceAll(`"${known.version}"`, `"${version}"`));
    }
    this.write(`${folder}/f.js`, 'import { flow } from "millrace";\nexport const other = flow(async () => 1);\n');
  }

  start(args: readonly string[], options: { readonly cwd?: string; readonly detached?: boolean } = {}): Running {
    const surroundings = Object.entries(process.env).filter(([name]) => !/^(MILLRACE_|VITEST|FORCE_COLOR$|NODE_OPTIONS$)/.test(name));
    const child = spawn(process.execPath, [...args], {
      cwd: options.cwd ?? this.root,
      env: { ...Object.fromEntries(surroundings), NO_COLOR: "1", ...this.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: options.detached ?? false,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve) => child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr })));
    return { child, ended };
  }

  async node(...args: readonly string[]): Promise<Ended> {
    return await this.start(args).ended;
  }

  async millrace(...args: readonly string[]): Promise<Ended> {
    return await this.node(command, ...args);
  }

  /** What the command prints with `--json`. */
  async json<T>(...args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly document: T }> {
    const { exitCode, stdout, stderr } = await this.millrace(...args, "--json");
    return { exitCode, document: parse<T>(stdout, `millrace ${args.join(" ")}: ${stderr}`) };
  }

  async run(...args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly document: RunDocument }> {
    return await this.json<RunDocument>("run", ...args);
  }

  /** What the command says of broken use, on the terminal and as JSON. */
  async refusal(...args: readonly string[]): Promise<{ readonly exitCodes: readonly (number | null)[]; readonly text: string; readonly error: UsageDocument["error"] }> {
    const plain = await this.millrace(...args);
    const { exitCode, document } = await this.json<UsageDocument>(...args);
    return { exitCodes: [plain.exitCode, exitCode], text: plain.stdout + plain.stderr, error: document.error };
  }

  /** Folders of the runs, the oldest first as far as their dates tell. One that is being made bears another name yet. */
  runDirectories(): readonly string[] {
    const runs = join(this.env["MILLRACE_HOME"] ?? this.path(".millrace"), "runs");
    return namesIn(runs).filter((name) => !name.startsWith(growingMark)).map((name) => join(runs, name));
  }

  /** Makes a record of a run unreadable, with good ones behind it. */
  damage(directory: string, record: number): void {
    const path = join(directory, "events.ndjson");
    const lines = readFileSync(path, "utf8").split("\n");
    lines[record - 1] = "{ this is no record";
    writeFileSync(path, lines.join("\n"));
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The only run of a project. */
export function onlyRun(project: Project): string {
  const [only, ...others] = project.runDirectories();
  if (only === undefined || others.length > 0) throw new Error(`${others.length + (only === undefined ? 0 : 1)} runs, not one`);
  return only;
}

export function parse<T>(text: string, where: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`No JSON document in ${text.slice(0, 2_000)} (${where})`);
  }
}

/** Fulfils with the first value that is there. It is looked for again and again: files tell nobody that they have grown. */
export async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Whether there is a process of that number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The whole lines of a file, none while it is not there. */
export function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split("\n").slice(0, -1);
  } catch {
    return [];
  }
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

export const test = base.extend<{ project: Project }>({
  project: async ({}, use) => {
    const project = new Project();
    await use(project);
    project.dispose();
  },
});
