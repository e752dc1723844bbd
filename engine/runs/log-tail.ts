import { StringDecoder } from "node:string_decoder";
import { logLevels, type LogRecord } from "../../core/records/log-record.ts";
import { readFrom } from "./read-bytes.ts";

/** A run's log lines, those since the last reading. A line that a crash tore is passed over. */
export class LogTail {
  readonly #path: string;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  read(): LogRecord[] {
    const { bytes } = readFrom(this.#path, this.#offset);
    this.#offset += bytes.length;
    const lines = (this.#rest + this.#decoder.write(bytes)).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.map(parseLogLine).filter((record) => record !== undefined);
  }
}

function parseLogLine(line: string): LogRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isLogRecord(value) ? value : undefined;
}

function isLogRecord(value: unknown): value is LogRecord {
  if (typeof value !== "object" || value === null) return false;
  if (!("at" in value && "level" in value && "message" in value)) return false;
  return typeof value.at === "number" && typeof value.message === "string" && logLevels.some((level) => level === value.level);
}
