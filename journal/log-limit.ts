import { formatByteSize } from "../core/base/byte-size.ts";
import type { LogRecord } from "../core/records/log-record.ts";

/** How large a run's log may become where nobody says otherwise (J6), in bytes. */
export const defaultLogLimitBytes = 100_000_000;

/** The environment variable that says otherwise. */
export const logLimitVariable = "MILLRACE_LOG_LIMIT";

export function logLimitMessage(what: string, limitBytes: number): string {
  return `${what} has reached ${formatByteSize(limitBytes)}: what comes from here on is not kept. ${logLimitVariable} sets the limit ("500MB", "off").`;
}

/** Lets a run's log grow to its limit, and says so in its last line. What a line says is never cut. */
export class LogLimit {
  readonly #limitBytes: number;
  #bytes: number;

  /** @param bytes that there are already: of a run that goes on */
  constructor(limitBytes: number, bytes: number) {
    this.#limitBytes = limitBytes;
    this.#bytes = bytes;
  }

  /** What of whole lines is kept. `nowUs`: for the line that says that the limit is reached. */
  admit(lines: string, nowUs: number): string {
    if (this.#bytes >= this.#limitBytes) return "";
    const bytes = Buffer.byteLength(lines);
    this.#bytes += bytes;
    if (this.#bytes < this.#limitBytes) return lines;
    const room = this.#limitBytes - (this.#bytes - bytes);
    const last: LogRecord = { at: nowUs, level: "warn", message: logLimitMessage("The log of this run", this.#limitBytes) };
    return `${wholeLines(lines, room)}${JSON.stringify(last)}\n`;
  }
}

/** The lines that fit. */
function wholeLines(lines: string, roomBytes: number): string {
  const bytes = Buffer.from(lines).subarray(0, roomBytes);
  return bytes.toString("utf8", 0, bytes.lastIndexOf(0x0a) + 1);
}
