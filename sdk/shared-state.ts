/**
 * What all copies of the SDK in a process share. An ES module runner and a CommonJS flow load the package twice, and
 * a flow of one copy must find the run that the other started; so nothing of consequence lives in module variables.
 */
import type { AsyncLocalStorage } from "node:async_hooks";
import { VersionMismatchError } from "../core/protocol/errors.ts";
import type { KeyWait } from "./cache/key-waits.ts";
import type { DefinitionAddress } from "./definition/address.ts";
import type { Definition, FlowDefinition } from "./definition/definition.ts";
import type { ImportScope, RunContext } from "./run/context.ts";
import type { RunHost } from "./run/host.ts";
import type { RootRun } from "./run/root-run.ts";
import type { KnownSecrets } from "./secrets/known-secrets.ts";
import { sdkVersion } from "./version.ts";

export interface SharedState {
  readonly version: string;
  context: AsyncLocalStorage<RunContext | ImportScope> | null;
  /** Opens root runs; replaced by the runner and by tests. */
  host: RunHost | null;
  /** Root runs under way in this process. */
  readonly active: Set<RootRun>;
  /**
   * True while Millrace imports a module to find its flows, and ever after in what the module began meanwhile, such as a
   * `main()` that awaits something first: a root flow called there does not run.
   */
  readonly isImporting: boolean;
  /** The import, while it goes on. */
  importing: ImportScope | null;
  /** Whether a flow or task was called there. */
  hasRefusedCall: boolean;
  /** Flows defined since the import began, for a module that throws before it has exported them. */
  readonly defined: FlowDefinition[];
  /** Whether this is a worker: of no run the owner, it calls functions for one. */
  isWorker: boolean;
  /** What was made at each place, in order: the places of a program are few. */
  readonly made: Map<string, Definition[]>;
  /** Where what each function became is filed there. */
  readonly addresses: WeakMap<object, DefinitionAddress>;
  /** File in which each function became a task or flow. */
  readonly sources: WeakMap<object, string>;
  /** Whether the ways a process can end under its runs are watched; `errors`: an uncaught error and an exit alone. */
  guarded: "nothing" | "errors" | "all";
  /** Whether what user code writes to stdout and stderr by itself is logged too, as in a runner. */
  capturesStreams: boolean;
  /** Runs that wait for keys of the cache. */
  readonly keyWaits: Set<KeyWait>;
  /** Secrets that this process knows; `null`: nobody has asked yet. */
  secrets: KnownSecrets | null;
  /** Tags of `tags(…)` calls outside of any run. */
  tags: AsyncLocalStorage<readonly string[]> | null;
  /** Puts the console back as it was, while it is captured; `isPrinting` while it writes a line that is logged already. */
  readonly restoreConsole: { undo: (() => void) | null; isPrinting: boolean };
}

const key = Symbol.for("millrace.sdk/1");

interface GlobalWithState {
  [key]?: SharedState;
}

/** @throws VersionMismatchError when a copy of another version was loaded before. */
export function sharedState(): SharedState {
  const scope = globalThis as GlobalWithState;
  const state = (scope[key] ??= {
    version: sdkVersion,
    context: null,
    tags: null,
    host: null,
    active: new Set(),
    get isImporting(): boolean {
      const scope = this.context?.getStore();
      return this.importing !== null || (scope !== undefined && "isImportScope" in scope);
    },
    importing: null,
    hasRefusedCall: false,
    defined: [],
    isWorker: false,
    made: new Map(),
    secrets: null,
    keyWaits: new Set(),
    addresses: new WeakMap(),
    sources: new WeakMap(),
    capturesStreams: false,
    guarded: "nothing",
    restoreConsole: { undo: null, isPrinting: false },
  });
  if (state.version !== sdkVersion) {
    throw new VersionMismatchError(
      `millrace ${sdkVersion} and millrace ${state.version} are loaded in one process; npm ls millrace (or pnpm why millrace) shows where each comes from.`,
      "Install one version for the whole workspace.",
    );
  }
  return state;
}
