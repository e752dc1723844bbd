/**
 * Limits and variables of the folder's workspace, as the editor's engine knows them. It looks on as an observer, which keeps no
 * leader alive; to change something it is a client for as long as that takes.
 */
import { join } from "node:path";
import type { Clock } from "../../core/base/clock.ts";
import type { SharedSnapshot } from "../../core/protocol/shared-api.ts";
import type { LimitDocument } from "../../core/protocol/shared-document.ts";
import { variableDocument } from "../../core/variables/variable-record.ts";
import { LeaderClient } from "../../journal/leader/leader-client.ts";
import { LeaderStore } from "../../journal/leader/leader-store.ts";
import { SharedFiles } from "../../journal/leader/shared-files.ts";
import type { SharedStore } from "../../journal/leader/shared-store.ts";
import type { LeaderCommand } from "../../journal/leader/start-leader.ts";
import { thisMachine } from "../../journal/machine.ts";
import { ensureWorkspace, type Workspace } from "../../journal/workspace.ts";
import { watchFolder } from "../runs/watching/folder-watch.ts";
import { Pace } from "../runs/watching/pace.ts";

const gapMs = 100;

export interface SharedLinkParts {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly version: string;
  readonly newId: () => string;
  readonly command: LeaderCommand;
  readonly onChanged: (snapshot: SharedSnapshot) => void;
  readonly onTrouble: (error: unknown) => void;
}

export class SharedLink {
  readonly #parts: SharedLinkParts;
  readonly #files: SharedFiles;
  readonly #observer: LeaderClient;
  readonly #pace: Pace;
  #watch: { dispose(): void } | null = null;
  #last = "";

  constructor(parts: SharedLinkParts) {
    this.#parts = parts;
    this.#files = new SharedFiles(parts.workspace.home);
    this.#pace = new Pace(parts.clock, gapMs, () => this.#tell());
    const { clock, version, command, workspace } = parts;
    this.#observer = new LeaderClient(
      { home: workspace.home, clock, version, command, id: parts.newId(), role: "observer" },
      { isLive: () => false, held: () => [], onConnected: () => undefined, onFailed: () => undefined, onDecided: () => undefined, onChanged: () => this.#pace.soon() },
    );
  }

  /** From here on changes are told of. */
  async snapshot(): Promise<SharedSnapshot> {
    const { workspace, clock } = this.#parts;
    this.#watch ??= watchFolder(workspace.root, join(workspace.home, "engine"), clock, () => this.#pace.soon());
    const snapshot = { limits: await this.#limits(), variables: this.#files.variables().all().map(variableDocument) };
    this.#last = JSON.stringify(snapshot);
    return snapshot;
  }

  /** Changes something, by way of the leader, which is started where there is none. */
  async change<T>(make: (store: SharedStore) => Promise<T>): Promise<T> {
    const { workspace, clock, version, newId, command } = this.#parts;
    ensureWorkspace(workspace);
    const store = new LeaderStore({ home: workspace.home, clock, version, newId, command, process: { ...thisMachine(), pid: process.pid, socket: null } });
    try {
      return await make(store);
    } finally {
      store.close();
    }
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#observer.dispose();
  }

  async #limits(): Promise<readonly LimitDocument[]> {
    if (await this.#observer.join()) return await this.#observer.request("limits/list", {});
    const nowUs = this.#parts.clock.nowUs();
    return this.#files.slots(nowUs).describe(nowUs);
  }

  #tell(): void {
    const before = this.#last;
    this.snapshot().then((snapshot) => {
      if (this.#last !== before) this.#parts.onChanged(snapshot);
    }, this.#parts.onTrouble);
  }
}
