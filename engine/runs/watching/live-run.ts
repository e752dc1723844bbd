import type { PictureDelta, RunPicture } from "../../../core/protocol/run-picture.ts";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import type { TouchedRuns } from "../../../core/records/touched-runs.ts";
import type { LogRecord } from "../../../core/records/log-record.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import { runPaths } from "../../../journal/run-paths.ts";
import { LogTail } from "../log-tail.ts";
import type { RunFollower } from "../run-follower.ts";
import { type RunIdentity, RunProjection } from "../picture/run-projection.ts";

export interface LiveRunListener {
  readonly onSummary: (run: LiveRun) => void;
  readonly onDelta: (delta: PictureDelta) => void;
  /** Of a run that is open. */
  readonly onLogged: (run: LiveRun, from: number, records: readonly LogRecord[]) => void;
  /** Of every run that goes on. */
  readonly onOutput: (run: LiveRun, records: readonly LogRecord[]) => void;
}

/** What the run is to the workspace, which its records do not tell. */
export interface RunStanding {
  readonly flowId: (view: RunView) => string | null;
  readonly problem: string | null;
}

/** A run of which all records are held: because it goes on, or because somebody has it open. */
export class LiveRun {
  readonly identity: RunIdentity;
  readonly directory: string;
  readonly projection: RunProjection;
  readonly #listener: LiveRunListener;
  #standing: RunStanding;
  #openers = 0;
  /** Its log from the first line; kept only while somebody has the run open. */
  #log: LogRecord[] | undefined;
  /** How many lines of its log have been seen. */
  #lines = 0;
  #subscriptions: { dispose(): void }[] = [];

  constructor(options: {
    readonly identity: RunIdentity;
    readonly directory: string;
    readonly view: RunView;
    readonly standing: RunStanding;
    readonly listener: LiveRunListener;
  }) {
    this.identity = options.identity;
    this.directory = options.directory;
    this.#standing = options.standing;
    this.#listener = options.listener;
    this.projection = new RunProjection(options.identity, options.view);
  }

  get view(): RunView {
    return this.projection.view;
  }

  get isOpen(): boolean {
    return this.#openers > 0;
  }

  get log(): readonly LogRecord[] {
    return this.#openLog();
  }

  /** Takes in what the follower reads from now on. Of a run that is not new the lines so far are not told as output. */
  follow(follower: RunFollower, touched: TouchedRuns, options: { readonly isNew: boolean }): void {
    this.dispose();
    // First, so that a line never names a task run that is not known here.
    this.#subscriptions.push(follower.onChange((view) => this.#takeIn(view, touched)));
    let read = 0;
    let isTold = options.isNew;
    this.#subscriptions.push(
      // Each follower reads the log from its first line.
      follower.onLogRecords((records) => {
        const fresh = records.slice(Math.max(0, this.#lines - read));
        this.#tellLog(read, records);
        read += records.length;
        this.#lines = Math.max(this.#lines, read);
        if (isTold && fresh.length > 0) this.#listener.onOutput(this, fresh);
      }),
    );
    isTold = true;
  }

  setStanding(standing: RunStanding): void {
    this.#standing = standing;
    this.#listener.onSummary(this);
  }

  summary(): RunSummary {
    return this.projection.summary(this.#standing.flowId(this.view), this.#standing.problem);
  }

  open(): RunPicture {
    this.#openers += 1;
    this.#openLog();
    return this.projection.picture(this.#standing.flowId(this.view), this.#standing.problem);
  }

  /** True when nobody has it open any more. */
  close(): boolean {
    this.#openers = Math.max(0, this.#openers - 1);
    if (this.#openers > 0) return false;
    this.projection.close();
    this.#log = undefined;
    return true;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
  }

  #takeIn(view: RunView, touched: TouchedRuns): void {
    this.projection.update(view, touched);
    const delta = this.projection.delta(this.#standing.flowId(view), this.#standing.problem);
    if (delta !== undefined) this.#listener.onDelta(delta);
    this.#listener.onSummary(this);
  }

  #openLog(): readonly LogRecord[] {
    this.#log ??= new LogTail(runPaths(this.directory).log).read();
    return this.#log;
  }

  /** `at`: index of the first of the records. Those that were there when the run was opened are known. */
  #tellLog(at: number, records: readonly LogRecord[]): void {
    if (this.#log === undefined) return;
    const from = this.#log.length;
    const fresh = records.slice(Math.max(0, from - at));
    if (fresh.length === 0) return;
    for (const record of fresh) this.#log.push(record);
    if (this.isOpen) this.#listener.onLogged(this, from, fresh);
  }
}
