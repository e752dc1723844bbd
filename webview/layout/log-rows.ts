/** A log as rows of one line each, filtered. */
import type { LogLine } from "../../core/protocol/editor-api.ts";

export interface LogRow {
  readonly line: LogLine;
  /** One line of the message. */
  readonly text: string;
  /** True for the first line of a message, which shows when and where it was. */
  readonly isFirst: boolean;
}

export interface LogRowFilter {
  readonly level: LogLine["level"];
  readonly text: string;
  /** `undefined`: those of all tasks. */
  readonly tasks: ReadonlySet<number> | undefined;
}

const ranks: Readonly<Record<LogLine["level"], number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Rows for the lines from `from` on. */
export function logRows(lines: readonly LogLine[], from: number, { level, text, tasks }: LogRowFilter): LogRow[] {
  const least = ranks[level];
  const wanted = text.trim().toLowerCase();
  const rows: LogRow[] = [];
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined || ranks[line.level] < least) continue;
    if (tasks !== undefined && !tasks.has(line.task)) continue;
    if (wanted !== "" && !line.message.toLowerCase().includes(wanted) && !line.source.toLowerCase().includes(wanted)) continue;
    const parts = plain(line.message).split("\n");
    parts.forEach((part, at) => rows.push({ line, text: part, isFirst: at === 0 }));
  }
  return rows;
}

/** Without colours and other codes meant for a terminal. */
export function plain(text: string): string {
  return text.includes("\u001b") ? text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, "") : text;
}

/** `09:30:01.250` in the time of this place. */
export function clockTime(us: number): string {
  const date = new Date(us / 1_000);
  const pad = (value: number, length = 2): string => String(value).padStart(length, "0");
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}
