/**
 * Follows the files of one run as they grow.
 *
 * F1. Listeners hear of a change at most 20 times a second, and always of the last one.
 * F2. While the owner's socket answers, its doorbell says when to read; besides, the files are looked at every 500 ms,
 *     since an owner that is busy with user code cannot ring.
 * F3. Log lines are read before records and told after them, so that a line never names a flow run yet unknown.
 */
import type { Clock, Timer } from "../../core/base/clock.ts";
import type { LogDocument } from "../../core/protocol/run-document.ts";
import { toLogDocument } from "../../core/protocol/to-document.ts";
import type { LogRecord } from "../../core/records/log-record.ts";
import type { TouchedRuns } from "../../core/records/touched-runs.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { UnreadableFrom } from "../../journal/record-reader.ts";
import { runPaths } from "../../journal/run-paths.ts";
import { EventsTail } from "./events-tail.ts";
import { LogTail } from "./log-tail.ts";
import type { OwnerConnection } from "./owner-connection.ts";

const quietMs = 50;
const pollMs = 500;

interface LogSubscription {
  readonly tail: LogTail;
  readonly listener: (records: readonly LogRecord[]) => void;
}

export class RunFollower {
  readonly #clock: Clock;
  readonly #logPath: string;
  readonly #events: EventsTail;
  readonly #changeListeners = new Set<(view: RunView) => void>();
  readonly #logs = new Set<LogSubscription>();
  #connection: OwnerConnection | undefined;
  #quiet: Timer | undefined;
  #poll: Timer | undefined;
  #isDue = false;
  #isOver = false;

  /** @param touched is told which runs records were about. */
  constructor(directory: string, clock: Clock, touched: TouchedRuns | null = null) {
    const paths = runPaths(directory);
    this.#clock = clock;
    this.#logPath = paths.log;
    this.#events = new EventsTail(paths.events, touched);
  }

  get view(): RunView {
    return this.#events.view;
  }

  get problem(): UnreadableFrom | null {
    return this.#events.problem;
  }

  onChange(listener: (view: RunView) => void): { dispose(): void } {
    // A listener of its own for each call, so that the same function twice is two listeners.
    const own = (view: RunView): void => listener(view);
    this.#changeListeners.add(own);
    own(this.view);
    return { dispose: () => void this.#changeListeners.delete(own) };
  }

  onLog(listener: (line: LogDocument) => void): { dispose(): void } {
    return this.onLogRecords((records) => {
      for (const record of records) listener(toLogDocument(this.view, record));
    });
  }

  /** Calls the listener with the log's lines, from the first, as many at a time as there are. */
  onLogRecords(listener: (records: readonly LogRecord[]) => void): { dispose(): void } {
    const subscription: LogSubscription = { tail: new LogTail(this.#logPath), listener };
    this.#logs.add(subscription);
    if (this.#isOver) this.#tell(subscription, subscription.tail.read());
    else this.#read(() => this.#events.read());
    return { dispose: () => void this.#logs.delete(subscription) };
  }

  /** Reads whenever the owner behind the socket rings; returns at once. Fulfils when that owner is gone. */
  async listenTo(socket: string | null): Promise<void> {
    if (!this.#isOver) this.#startPolling();
    const connection = socket === null ? undefined : await connect(socket);
    if (this.#isOver || connection === undefined) return connection?.dispose();
    this.#connection?.dispose();
    this.#connection = connection;
    await connection.subscribe(() => this.readSoon());
    this.readSoon();
    await connection.closed;
    if (this.#connection === connection) this.#connection = undefined;
  }

  /** Reads now, or as soon as F1 allows. */
  readSoon(): void {
    if (this.#isOver) return;
    if (this.#quiet !== undefined) {
      this.#isDue = true;
      return;
    }
    this.#isDue = false;
    this.#quiet = this.#clock.startTimer(quietMs, () => {
      this.#quiet = undefined;
      if (this.#isDue) this.readSoon();
    });
    this.#read(() => this.#events.read());
  }

  /** Reads now, whatever F1 says: for who has to know how the run stands this moment. */
  readNow(): void {
    if (!this.#isOver) this.#read(() => this.#events.read());
  }

  /** Reads the rest, tells it, and lets go of everything. */
  finish(): void {
    if (this.#isOver) return;
    this.#read(() => this.#events.readToEnd());
    this.dispose();
  }

  dispose(): void {
    this.#isOver = true;
    this.#quiet?.cancel();
    this.#poll?.cancel();
    this.#connection?.dispose();
    this.#connection = undefined;
  }

  #read(readEvents: () => boolean): void {
    const lines = [...this.#logs].map((subscription) => ({ subscription, records: subscription.tail.read() }));
    const hasChanged = readEvents();
    for (const { subscription, records } of lines) this.#tell(subscription, records);
    if (!hasChanged) return;
    for (const listener of [...this.#changeListeners]) listener(this.view);
  }

  #tell({ listener }: LogSubscription, records: readonly LogRecord[]): void {
    if (records.length > 0) listener(records);
  }

  #startPolling(): void {
    if (this.#poll !== undefined) return;
    this.#poll = this.#clock.startTimer(pollMs, () => {
      this.#poll = undefined;
      this.readSoon();
      if (!this.#isOver) this.#startPolling();
    });
  }
}

async function connect(socket: string): Promise<OwnerConnection | undefined> {
  const { connectToOwner } = await import("./owner-connection.ts");
  return connectToOwner(socket);
}
