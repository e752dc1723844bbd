import { realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { EngineOptions, EngineSettings, EngineSnapshot } from "../../core/protocol/editor-api.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { thisMachine } from "../../journal/machine.ts";
import type { Workspace } from "../../journal/workspace.ts";
import { DiscoveryThread } from "../discovery/live/discovery-thread.ts";
import type { FoundInFile } from "../discovery/live/messages.ts";
import type { RunDirectory } from "../runs/history/run-directories.ts";
import type { Folders } from "../runs/picture/places.ts";
import { ViewedRuns } from "../runs/retention/viewed-runs.ts";
import { watchFolder } from "../runs/watching/folder-watch.ts";
import { watchUnfollowed } from "../runs/watching/unfollowed-runs.ts";
import { isActive } from "../runs/watching/run-group.ts";
import { RunBook } from "../runs/watching/run-book.ts";
import { ChangeFeed } from "./change-feed.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { EventRelay } from "./event-relay.ts";
import { describeError } from "./failure.ts";
import { FlowCatalogue } from "./flow-catalogue.ts";
import { RunControl } from "./run-control.ts";
import { RunHistory } from "./run-history.ts";
import { SharedLink } from "./shared-link.ts";
import { RunSurroundings } from "./run-surroundings.ts";

/** How long runs get to end when the window closes and they are to be cancelled, in milliseconds. */
const closingMs = 1_500;

/** The engine of one workspace folder: its flows, its runs, and what the editor is told of them. */
export class FolderEngine {
  readonly catalogue = new FlowCatalogue();
  readonly discovery: DiscoveryThread;
  readonly surroundings: RunSurroundings;
  readonly book: RunBook;
  readonly control: RunControl;
  readonly history: RunHistory;
  readonly shared: SharedLink;
  readonly views = new ViewedRuns(thisMachine());
  readonly #ports: EnginePorts;
  readonly #feed: ChangeFeed;
  /** As the editor has it, and without the links that lead there. */
  readonly #given: string;
  readonly #folder: string;
  readonly #watches: { dispose(): void }[] = [];

  constructor({ folder, settings }: EngineOptions, ports: EnginePorts) {
    this.#ports = ports;
    this.#given = folder;
    this.#folder = realFolder(folder);
    this.#feed = new ChangeFeed(ports.clock, (change) => ports.send("millrace/changed", change));
    this.discovery = new DiscoveryThread(
      { root: this.#folder, exclude: settings.exclude },
      {
        onFound: (files) => this.#takeInFlows(files),
        onScanned: (found) => this.#takeInScan(found),
        onCrash: (error, willRestart) => ports.log(`The thread that reads sources has died${willRestart ? " and is started again" : ""}: ${describeError(error)}`),
      },
    );
    this.surroundings = new RunSurroundings({
      folder: this.#folder,
      settings,
      ports,
      discover: (_root, file) => this.discovery.ask("discover", { file }),
    });
    const relay = new EventRelay(ports.clock, ports.send);
    this.book = new RunBook({
      folder: { folder: this.#folder, folderName: this.#given },
      homes: this.surroundings,
      nowUs: ports.clock.nowUs(),
      contextOf: (module) => this.surroundings.contextToLook(module),
      flowIdOf: this.catalogue.flowIdOf,
      listener: {
        onRun: (summary) => {
          this.history.note(summary);
          this.#feed.run(summary);
        },
        onRemoved: (runId) => {
          this.history.forget(runId);
          this.views.forget(runId);
          this.#feed.removed(runId);
        },
        onDelta: (delta) => ports.send("millrace/pictureChanged", delta),
        onLogged: (run, from, records) => relay.logged(run, from, records),
        onOutput: (run, records) => relay.output(run, records),
        onTrouble: (error) => this.#log(error),
      },
    });
    this.history = new RunHistory(this.book, this.surroundings, (error) => this.#log(error));
    this.shared = new SharedLink({
      workspace: this.surroundings.workspace,
      clock: ports.clock,
      version: ports.version,
      newId: () => ports.randomness.uuid(),
      // Of the engine's own package, on the editor's own Node.
      command: { node: process.execPath, entry: fileURLToPath(new URL("./millrace.js", import.meta.url)), env: ports.env },
      onChanged: (snapshot) => ports.send("millrace/sharedChanged", snapshot),
      onTrouble: (error) => this.#log(error),
    });
    this.control = new RunControl({
      surroundings: this.surroundings,
      book: this.book,
      clock: ports.clock,
      onTrouble: (error) => this.#log(error),
      showError: ports.showError,
      readEdges: (file) => this.discovery.ask("edges", { file }),
      readPauseSchema: (file, at) => this.discovery.ask("pause", { file, at }),
    });
  }

  /** Reads what there is, and watches it from then on. */
  start(): void {
    const { clock } = this.#ports;
    this.#watches.push(
      watchUnfollowed(this.book, clock, (error) => this.#log(error)),
      // An installation touches it at its end.
      ...[...new Set([this.#folder, this.surroundings.workspace.root])].map((folder) => watchFolder(folder, join(folder, "node_modules"), clock, () => this.#refreshStatus())),
    );
    this.history.warm();
    this.#refreshStatus();
    this.#watchRuns(this.surroundings.workspace);
  }

  snapshot(): EngineSnapshot {
    const runs = [...this.book.summaries()].sort(newestFirst);
    const shown = new Set([...runs.filter(isActive), ...runs].slice(0, mostShown));
    const lastRuns: Record<string, RunSummary> = {};
    for (const run of runs) if (run.flowId !== null) lastRuns[run.flowId] ??= run;
    const { sdk, node, store } = this.surroundings;
    return {
      revision: this.#feed.revision,
      flows: this.catalogue.flows(),
      problems: this.catalogue.problems(),
      isScanned: this.catalogue.isScanned,
      runs: [...shown],
      lastRuns,
      sdk,
      node,
      store,
    };
  }

  configure(settings: EngineSettings): void {
    const { exclude } = this.surroundings.settings;
    this.surroundings.settings = settings;
    if (JSON.stringify(exclude) !== JSON.stringify(settings.exclude)) this.discovery.setOptions({ root: this.#folder, exclude: settings.exclude });
    this.history.tidySoon();
    this.#refreshStatus();
  }

  /** The editor's text of a file; `null`: it has been closed. */
  setBuffer(file: string, text: string | null): void {
    this.discovery.setBuffer(this.realPath(file), text);
  }

  /** A path as the editor has it, without the links that lead to the folder. */
  realPath(file: string): string {
    return file.startsWith(this.#given + sep) ? this.#folder + file.slice(this.#given.length) : file;
  }

  /** What a run's positions are relative to, and what the editor's are. */
  foldersOf({ directory }: RunDirectory): Folders {
    return { root: this.surroundings.workspaceOf(directory).root, folder: this.#folder, folderName: this.#given };
  }

  async close(): Promise<void> {
    if (this.surroundings.settings.onWindowClose === "cancel") await this.control.cancelAll(closingMs);
    for (const watch of this.#watches.splice(0)) watch.dispose();
    this.surroundings.dispose();
    this.shared.dispose();
    this.history.dispose();
    this.views.dispose();
    this.book.dispose();
    await this.discovery.dispose();
  }

  #takeInFlows(files: Readonly<Record<string, FoundInFile>>): void {
    this.catalogue.takeIn(files);
    for (const [file, { flows, problems, syntaxErrors }] of Object.entries(files)) {
      this.#feed.file(file, flows, [...syntaxErrors, ...problems]);
      // What is wrong with the syntax the editor shows by itself.
      this.#ports.publishProblems(file, problems);
    }
    this.book.nameFlowsAgain(new Set(Object.keys(files)));
    for (const [file, { flows }] of Object.entries(files)) {
      const found = flows.length === 0 ? undefined : this.surroundings.noteModule(join(this.#folder, file));
      if (found !== undefined) this.#watchRuns(found);
    }
  }

  #watchRuns({ root, runs }: Workspace): void {
    this.#watches.push(watchFolder(root, runs, this.#ports.clock, () => this.#refreshRuns()));
    this.#refreshRuns();
  }

  #takeInScan(found: ReadonlySet<string>): void {
    // From before the thread began again.
    const gone = this.catalogue.files().filter((file) => !found.has(file));
    if (gone.length > 0) this.#takeInFlows(Object.fromEntries(gone.map((file) => [file, { flows: [], problems: [], syntaxErrors: [] }])));
    if (this.catalogue.isScanned) return;
    this.catalogue.isScanned = true;
    this.#feed.scanned();
    this.#refreshStatus();
  }

  #refreshRuns(): void {
    this.book.refresh(() => nextTurn()).catch((error: unknown) => this.#log(error));
  }

  #refreshStatus(): void {
    const { sdk, node, store } = this.surroundings;
    const files = new Set(this.catalogue.flows().map(({ file }) => file));
    this.surroundings.refresh(files).then(
      () => {
        const now = { sdk: this.surroundings.sdk, node: this.surroundings.node, store: this.surroundings.store };
        if (JSON.stringify(now) !== JSON.stringify({ sdk, node, store })) this.#feed.status(now);
        this.#warm();
      },
      (error: unknown) => this.#log(error),
    );
  }

  /** For the first flow that comes: most folders have one package, one Node and one set of variables for all. */
  #warm(): void {
    const [flow] = this.catalogue.flows();
    if (flow === undefined || !this.catalogue.isScanned) return;
    this.surroundings.warm(join(this.#folder, flow.file)).catch((error: unknown) => this.#log(error));
    // The validator takes longer to load than a run to start.
    import("../runs/prepare-parameters.ts").catch((error: unknown) => this.#log(error));
  }

  #log(error: unknown): void {
    this.#ports.log(describeError(error));
  }
}

const mostShown = 200;

function newestFirst(a: RunSummary, b: RunSummary): number {
  return b.createdAt - a.createdAt;
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // A folder that is not there is told by what reads it.
    return folder;
  }
}
