import { expect, test } from "vitest";
import { statusLine, type FolderHealth } from "../../core/presentation/status-line.ts";

function health(change: Partial<FolderHealth> = {}): FolderHealth {
  return {
    name: "ws",
    status: "running",
    flows: 3,
    running: 0,
    waiting: 0,
    sdk: { kind: "found", version: "0.1.0", directory: "/ws/node_modules/millrace" },
    node: { kind: "found", path: "node", version: "v24.1.0" },
    store: { kind: "writable" },
    ...change,
  };
}

test.each<[string, readonly FolderHealth[], string, boolean]>([
  ["idle", [health()], "$(type-hierarchy-sub) Millrace", false],
  ["running", [health({ running: 1 }), health({ running: 1 })], "$(loading~spin) 2 running", false],
  ["waiting for a person", [health({ running: 1, waiting: 1 })], "$(debug-pause) 1 waits for you", false],
  ["running, and waiting for people", [health({ running: 2, waiting: 1 }), health({ running: 2, waiting: 1 })], "$(loading~spin) 2 running  $(debug-pause) 2 wait for you", false],
  ["starting", [health({ status: "starting" })], "$(type-hierarchy-sub) Millrace", false],
  ["down", [health({ running: 2 }), health({ status: "stopped" })], "$(error) Millrace", true],
])("%s", (_, folders, text, isDown) => {
  expect(statusLine(folders, "0.1.0", true)).toMatchObject({ text, isDown });
});

test("the hover says what is there and what is in the way", () => {
  const { hover } = statusLine([health({ sdk: { kind: "missing" } })], "0.1.0", true);
  expect(hover).toContain("3 flows · Node 24.1.0");
  expect(hover).toContain("The package millrace is not installed in this workspace.");
  expect(hover).toContain("(command:millrace.restartEngine)");
});

test("several folders are told by their names", () => {
  const { hover } = statusLine([health(), health({ name: "other", flows: 1 })], "0.1.0", true);
  expect(hover).toContain("**ws** · 3 flows");
  expect(hover).toContain("**other** · 1 flow ·");
});
