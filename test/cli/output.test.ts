import { expect, test } from "vitest";
import { testOutput } from "./build.ts";
import { LiveScreen } from "../../cli/progress/live-screen.ts";
import { hasColors, hasUnicode } from "../../cli/view/look.ts";
import { jsonPieces, writeJson } from "../../cli/write-json.ts";

/** What was written, with escape sequences by name. */
function spelled(text: string): string {
  return text
    .replaceAll("\u001b[?2026h", "<begin>")
    .replaceAll("\u001b[?2026l", "<end>")
    .replaceAll("\u001b[?25l", "<hide>")
    .replaceAll("\u001b[?25h", "<show>")
    .replaceAll("\u001b[K", "<eol>")
    .replaceAll("\u001b[J", "<below>")
    .replaceAll(/\u001b\[(\d+)A/g, "<up $1>")
    .replaceAll("\r", "<cr>");
}

const terminal = { columns: 10, rows: 4 };

test("a frame is drawn over the last one inside one update, and the same frame is not drawn again", () => {
  const { output, text } = testOutput(terminal);
  const screen = new LiveScreen(output);
  screen.draw(["one"]);
  screen.draw(["one"]);
  screen.draw(["one", "two"]);
  screen.close();
  expect(spelled(text())).toBe(
    "<begin><hide><cr>one<eol>\n<below><end>" + "<begin><cr><up 1>one<eol>\ntwo<eol>\n<below><end>" + "<begin><cr><up 2><below><show><end>",
  );
});

test("a frame is never taller than the terminal", () => {
  const { output, text } = testOutput(terminal);
  new LiveScreen(output).draw(["1", "2", "3", "4", "5"]);
  expect(text().match(/\n/g)).toHaveLength(3);
});

test("lines that a narrower terminal has wrapped are taken away as well", () => {
  const { output, text } = testOutput(terminal);
  const screen = new LiveScreen(output);
  screen.draw(["fifteen columns"]);
  screen.close();
  expect(spelled(text())).toContain("<up 2>");
});

test("closing twice, or without a frame, writes nothing more", () => {
  const { output, text } = testOutput(terminal);
  const screen = new LiveScreen(output);
  screen.close();
  expect(text()).toBe("");
  screen.draw(["one"]);
  screen.abandon();
  const before = text();
  screen.close();
  expect(text()).toBe(before);
  expect(spelled(before).endsWith("<show>")).toBe(true);
});

test.each([[null], [3], ["a\nb"], [[]], [{}], [[1, [2, [3, [4, [5]]]]]], [{ a: undefined, b: { c: [null, undefined] } }]])(
  "streamed JSON is that of JSON.stringify: %j",
  (value) => {
    expect([...jsonPieces(value, 3)].join("")).toBe(JSON.stringify(value));
  },
);

test("a large document is written in several pieces", async () => {
  const { output, text } = testOutput(undefined);
  const writes: number[] = [];
  const value = { rows: Array.from({ length: 5_000 }, (_, index) => ({ index, text: "x".repeat(50) })) };
  await writeJson({ ...output, write: (piece) => (writes.push(piece.length), output.write(piece)) }, value);
  expect(JSON.parse(text())).toEqual(value);
  expect([writes.length > 3, Math.max(...writes) < 70_000]).toEqual([true, true]);
});

test.each<[Readonly<Record<string, string>>, boolean, boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: "dumb" }, true, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
])("colours with %j, terminal %s: %s", (env, isTty, expected) => {
  expect(hasColors({ env }, { isTty })).toBe(expected);
});

test.each<[string, Readonly<Record<string, string>>, boolean]>([
  ["linux", { LANG: "en_US.UTF-8" }, true],
  ["linux", { LANG: "C" }, false],
  ["linux", { LC_ALL: "C", LANG: "en_US.UTF-8" }, false],
  ["linux", {}, true],
  ["linux", { TERM: "linux" }, false],
  ["win32", {}, false],
  ["win32", { WT_SESSION: "1" }, true],
])("icons beyond ASCII on %s with %j: %s", (platform, env, expected) => {
  expect(hasUnicode({ platform, env })).toBe(expected);
});
