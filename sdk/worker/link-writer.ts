import type { LogRecord } from "../../core/records/log-record.ts";
import type { RecordWriter } from "../../journal/run-writer.ts";
import { systemClock } from "../process/system-clock.ts";
import type { WorkerLine } from "./worker-line.ts";

/**
 * The writer of a run that another process owns (J1): what is written goes to its owner, who gives it its number and
 * time. Whoever waits for a record is called when the owner says that it is in the file (J3).
 */
export class LinkWriter implements RecordWriter {
  readonly lastNumber = 0;
  readonly #line: WorkerLine;
  readonly #waiting = new Map<number, () => void>();
  #lastRequest = 0;

  constructor(line: WorkerLine) {
    this.#line = line;
  }

  tick(): number {
    return systemClock.nowUs();
  }

  write(_at: number, body: string): void {
    this.#line.send({ kind: "record", body });
  }

  writeLog(record: LogRecord): void {
    this.#line.send({ kind: "log", record });
  }

  whenWritten(callback: () => void): void {
    this.whenKept(callback);
  }

  whenKept(callback: () => void): void {
    this.#lastRequest += 1;
    this.#waiting.set(this.#lastRequest, callback);
    this.#line.send({ kind: "flush", request: this.#lastRequest });
  }

  /** The owner's answer. */
  onWritten(request: number): void {
    const callback = this.#waiting.get(request);
    this.#waiting.delete(request);
    callback?.();
  }

  flush(): boolean {
    return true;
  }

  close(): boolean {
    return true;
  }
}
