import type { LogDocument } from "../../core/protocol/run-document.ts";
import { taskNumber } from "../../core/records/run-ids.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { LogLevel } from "../../core/records/log-record.ts";
import { toLine, type Look, type Segment } from "./look.ts";
import { padEnd, withoutControls } from "./text.ts";
import { fromIso, timeOfDay } from "./time-of-day.ts";

/** Who a log line came from, as people call it. */
export type NameOfSource = (line: LogDocument) => string;

const nameWidth = 16;

/** A log line: time, who said it, what. What has several lines is indented under the first. */
export function logLines(line: LogDocument, nameOf: NameOfSource, look: Look): readonly string[] {
  const time = timeOfDay(fromIso(line.timestamp), look.utcOffsetMinutes, "s");
  const head: Segment[] = [{ text: time, paint: "dim" }, "  ", { text: padEnd(nameOf(line), nameWidth), paint: "dim" }, "  "];
  const indent = " ".repeat(time.length + nameWidth + 4);
  return messageLines(line).map((text, index) => toLine(look, [...(index === 0 ? head : [indent]), withLevelPaint(line.level, text)]));
}

/** What a log line says, with its fields behind it. */
export function messageLines({ message, fields }: LogDocument): readonly string[] {
  const extra = fields === undefined || Object.keys(fields).length === 0 ? "" : `  ${JSON.stringify(fields)}`;
  return withoutControls(message + extra).trimEnd().split("\n");
}

/** Names from a run as it is known so far. */
export function namesFromView(view: RunView | undefined): NameOfSource {
  return (line) => {
    if (view === undefined) return "";
    const number = line.taskRunId === null ? undefined : taskNumber(view.open?.id ?? "", line.taskRunId);
    const task = number === undefined ? undefined : view.taskRuns.get(number);
    if (task !== undefined) return task.name;
    for (const flow of view.flowRuns.values()) if (flow.id === line.flowRunId) return flow.name;
    return "";
  };
}

/** Warnings and errors stand out, debugging stands back. */
export function withLevelPaint(level: LogLevel, text: string): Segment {
  switch (level) {
    case "debug":
      return { text, paint: "dim" };
    case "warn":
      return { text, paint: "yellow" };
    case "error":
      return { text, paint: "red" };
    default:
      return text;
  }
}
