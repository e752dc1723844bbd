import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import type { EngineSettings, NodeStatus, SdkStatus, StoreStatus } from "../../core/protocol/editor-api.ts";
import { RestrictedError, UsageError } from "../../core/protocol/errors.ts";
import type { Secrets } from "../../core/protocol/launch.ts";
import { thisMachine } from "../../journal/machine.ts";
import { findWorkspace, type Workspace } from "../../journal/workspace.ts";
import type { Discovery } from "../discovery/discovery.ts";
import { RunnerPool } from "../runs/runner-pool.ts";
import type { RunsContext } from "../runs/runs-context.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { NodeFinder, requireNode } from "./find-node.ts";
import { findSdk, requireRunner } from "./find-sdk.ts";
import { runEnvironment } from "./run-environment.ts";

/** What a folder's runs are started with, by its settings and by what is installed. */
export class RunSurroundings {
  readonly folder: string;
  readonly workspace: Workspace;
  /** All in which flows of the folder keep their runs: a package may have a `.millrace` folder of its own. */
  readonly workspaces: Workspace[];
  readonly #seenFolders = new Set<string>();
  readonly #ports: EnginePorts;
  readonly #nodes = new NodeFinder();
  readonly #pool: RunnerPool;
  readonly #machine = thisMachine();
  readonly #discover: (root: string, file: string) => Promise<Discovery>;
  settings: EngineSettings;
  /** What the editor keeps of secrets, for its runs; in memory alone. */
  secrets: Secrets = {};
  sdk: SdkStatus = { kind: "missing" };
  node: NodeStatus = { kind: "missing", path: "node" };
  store: StoreStatus = { kind: "writable" };

  constructor(options: {
    readonly folder: string;
    readonly settings: EngineSettings;
    readonly ports: EnginePorts;
    readonly discover: (root: string, file: string) => Promise<Discovery>;
  }) {
    this.folder = options.folder;
    this.settings = options.settings;
    this.#ports = options.ports;
    this.#discover = options.discover;
    this.#pool = new RunnerPool(options.ports.clock);
    this.workspace = findWorkspace(this.folder, this.folder, options.ports.env["MILLRACE_HOME"]);
    this.workspaces = [this.workspace];
  }

  /** Takes in where a module's runs are kept; the workspace when it is a new one. */
  noteModule(module: string): Workspace | undefined {
    const folder = dirname(module);
    if (this.#seenFolders.has(folder)) return undefined;
    this.#seenFolders.add(folder);
    const found = findWorkspace(folder, this.folder, this.#ports.env["MILLRACE_HOME"]);
    if (this.workspaces.some(({ home }) => home === found.home)) return undefined;
    this.workspaces.push(found);
    return found;
  }

  /** The workspace that a run's directory lies in. */
  workspaceOf(directory: string): Workspace {
    return this.workspaces.find(({ runs }) => directory.startsWith(runs + sep)) ?? this.workspace;
  }

  /** Looks at everything anew. `flowFiles`: where a package may be installed below the folder. */
  async refresh(flowFiles: Iterable<string>): Promise<void> {
    this.sdk = this.#findAnySdk(flowFiles);
    this.store = storeStatus(this.workspace);
    this.node = await this.#nodes.find(this.settings.nodePath, this.folder, this.#ports.env);
  }

  /**
   * For what starts a run of a module.
   *
   * @throws RestrictedError, NotInstalledError, VersionMismatchError, NodeUnusableError, UsageError
   */
  async contextToRun(module: string | null): Promise<RunsContext> {
    if (!this.settings.isTrusted) throw new RestrictedError();
    const folder = module === null ? this.folder : dirname(module);
    const entry = requireRunner(findSdk(folder), folder);
    this.node = await this.#nodes.find(this.settings.nodePath, this.folder, this.#ports.env);
    const node = requireNode(this.node);
    const { nodeArgs } = this.settings;
    const common = this.#common();
    if (statSync(common.cwd, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new UsageError(`There is no folder ${common.cwd} for runs to start in.`, "Mend the setting millrace.cwd.");
    }
    return { ...common, mayRun: true, env: this.#environment(), runner: { node, nodeArgs, entry }, pool: this.#pool };
  }

  /** Sees to it that a runner waits for the next run of a module, unless something is missing that a run would tell of. */
  async warm(module: string): Promise<void> {
    if (!this.settings.isTrusted || this.store.kind !== "writable" || this.node.kind !== "found" || findSdk(dirname(module)).kind !== "found") return;
    this.#pool.warm(await this.contextToRun(module));
  }

  dispose(): void {
    this.#pool.dispose();
  }

  /** For what only looks, and may come upon a run that has to be brought to its end. Never throws. */
  contextToLook(module: string | null): RunsContext {
    const common = this.#common();
    try {
      const folder = module === null ? this.folder : dirname(module);
      const runner = { node: requireNode(this.node), nodeArgs: this.settings.nodeArgs, entry: requireRunner(findSdk(folder), folder) };
      return { ...common, mayRun: this.settings.isTrusted, env: this.#environment(), runner };
    } catch {
      // What is missing is told where somebody wants to run something; an end is recorded without its hooks.
      return { ...common, mayRun: false, env: this.#ports.env, runner: { node: "", nodeArgs: [], entry: "" } };
    }
  }

  #common(): Omit<RunsContext, "env" | "runner"> {
    const { clock, randomness, version } = this.#ports;
    return {
      cwd: this.settings.cwd === null ? this.folder : resolve(this.folder, this.settings.cwd),
      clock,
      randomness,
      version,
      machine: this.#machine,
      workspace: this.workspace,
      cancelGraceMs: this.settings.cancelGraceMs,
      discover: this.#discover,
      secrets: this.secrets,
      isWatched: true,
    };
  }

  #environment(): Readonly<Record<string, string | undefined>> {
    return runEnvironment(this.#ports.env, this.folder, this.settings);
  }

  #findAnySdk(flowFiles: Iterable<string>): SdkStatus {
    const own = findSdk(this.folder);
    if (own.kind === "found") return own;
    const seen = new Set([this.folder]);
    for (const file of flowFiles) {
      const folder = dirname(resolve(this.folder, file));
      if (seen.has(folder)) continue;
      seen.add(folder);
      const found = findSdk(folder);
      if (found.kind === "found") return found;
    }
    return own;
  }
}

function storeStatus({ home }: Workspace): StoreStatus {
  let path = home;
  while (!existsSync(path) && dirname(path) !== path) path = dirname(path);
  try {
    accessSync(path, constants.W_OK);
    return { kind: "writable" };
  } catch (error) {
    return { kind: "readOnly", path, reason: error instanceof Error ? error.message : String(error) };
  }
}
