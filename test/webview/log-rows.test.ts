import { expect, test } from "vitest";
import type { LogLine } from "../../core/protocol/editor-api.ts";
import { logRows, plain, type LogRowFilter } from "../../webview/layout/log-rows.ts";

const lines: readonly LogLine[] = [
  { at: 1, level: "debug", message: "SELECT 1", flowRun: 0, task: 1, source: "query-0" },
  { at: 2, level: "info", message: "first\nsecond", flowRun: 0, task: 2, source: "load-0" },
  { at: 3, level: "error", message: "\u001b[31mbroken\u001b[0m", flowRun: 0, task: -1, source: "main" },
];

function check(filter: Partial<LogRowFilter>, expected: readonly string[], from = 0): void {
  const rows = logRows(lines, from, { level: "debug", text: "", tasks: undefined, ...filter });
  expect(rows.map(({ text, isFirst }) => (isFirst ? text : `  ${text}`))).toEqual(expected);
}

test("a message of several lines has a row for each", () => check({}, ["SELECT 1", "first", "  second", "broken"]));
test("a level leaves out what is below it", () => check({ level: "warn" }, ["broken"]));
test("text is looked for in messages and sources, in any case", () => {
  check({ text: "SECOND" }, ["first", "  second"]);
  check({ text: "query" }, ["SELECT 1"]);
});
test("a selection leaves its own lines", () => check({ tasks: new Set([2]) }, ["first", "  second"]));
test("only new lines are looked at", () => check({}, ["broken"], 2));
test("codes for terminals are left out", () => expect(plain("\u001b[1;31mx\u001b[K\u001b[0m")).toBe("x"));
