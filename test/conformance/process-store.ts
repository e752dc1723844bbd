/** The built command on the fixtures, in a store of the test's own. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test as base } from "vitest";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import { createRunDirectory } from "../../journal/create-run.ts";

const command = fileURLToPath(new URL("../../dist/millrace.js", import.meta.url));
const runner = fileURLToPath(new URL("../../dist/runner.js", import.meta.url));
const tsx = import.meta.resolve("tsx");
const flows = fileURLToPath(new URL("../fixtures/flows/", import.meta.url));

export interface Ended {
  readonly exitCode: number | null;
  readonly run: RunDocument;
  /** What the hooks wrote down, in whichever process they ran. */
  readonly notes: readonly string[];
}

export interface How {
  readonly env?: Readonly<Record<string, string>>;
  /** Called once the flow prints `waiting`. */
  readonly whenWaiting?: (command: ChildProcess) => void;
}

export class Store {
  readonly home: string;

  constructor(home: string) {
    this.home = home;
  }

  /** Runs a flow to its end. */
  async run(flow: string, how: How = {}): Promise<Ended> {
    const { exitCode, stdout } = await this.millrace(["run", join(flows, flow), "--name", "subject", "--json"], how);
    return { exitCode, run: JSON.parse(stdout) as RunDocument, notes: await this.#notes() };
  }

  async millrace(args: readonly string[], how: How = {}): Promise<{ exitCode: number | null; stdout: string }> {
    const ended = await this.#node([command, ...args], how);
    if (ended.stdout === "") throw new Error(`millrace ${args.join(" ")} printed nothing and ended with ${String(ended.exitCode)}: ${ended.stderr}`);
    return ended;
  }

  /** Runs a module that calls its flow itself. */
  async script(module: string): Promise<Ended> {
    const { exitCode } = await this.#node(["--import", tsx, join(flows, module)], {});
    const { runs } = JSON.parse((await this.millrace(["runs", "--json"])).stdout) as { readonly runs: readonly { readonly id: string }[] };
    const { stdout } = await this.millrace(["runs", "show", runs[0]?.id ?? "none", "--json"]);
    return { exitCode, run: JSON.parse(stdout) as RunDocument, notes: await this.#notes() };
  }

  /** Makes the directory of a run, as an engine does before it starts the runner. */
  request(module: string, flow: string): { readonly directory: string; readonly id: string } {
    const id = randomUUID();
    const runs = join(this.home, "runs");
    const directory = createRunDirectory(
      { root: flows, home: this.home, runs },
      { v: 1, id, name: "subject", createdAt: Date.now() * 1_000, module: join(flows, module), flow, flowName: flow, parameters: {}, isParametersGiven: false, trigger: "command" },
    );
    return { directory, id };
  }

  /** The exit code of a runner that is started for a directory. */
  async runner(directory: string): Promise<number | null> {
    const { exitCode } = await this.#node([runner, directory, "run"], {});
    return exitCode;
  }

  async show(id: string): Promise<Omit<Ended, "exitCode">> {
    const { stdout } = await this.millrace(["runs", "show", id, "--json"]);
    return { run: JSON.parse(stdout) as RunDocument, notes: await this.#notes() };
  }

  async #node(args: readonly string[], how: How): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
    const env = { ...process.env, ...how.env, MILLRACE_HOME: this.home, CONFORMANCE_NOTES: join(this.home, "notes") };
    const child = spawn(process.execPath, args, { env, cwd: flows, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    let isWaiting = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (isWaiting || !stderr.includes("waiting")) return;
      isWaiting = true;
      how.whenWaiting?.(child);
    });
    const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { exitCode, stdout, stderr };
  }

  async #notes(): Promise<readonly string[]> {
    const text = await readFile(join(this.home, "notes"), "utf8").catch(() => "");
    return text.split("\n").filter((line) => line !== "");
  }
}

export const test = base.extend<{ store: Store }>({
  store: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), "millrace-"));
    await use(new Store(home));
    await rm(home, { recursive: true, force: true });
  },
});
