import { expect, test } from "vitest";
import { readViewMessage } from "../../core/protocol/read-view-message.ts";
import type { ViewMessage } from "../../core/protocol/view-api.ts";

const folder = "file:///ws";

test.each<ViewMessage>([
  { type: "ready" },
  { type: "selected", folder, runId: "run-1", taskRunId: null },
  { type: "request", id: 1, folder, method: "millrace/listRuns", params: { flow: null, state: "failed", text: "", offset: 0, limit: 100 } },
  { type: "request", id: 2, folder, method: "millrace/logs", params: { runId: "run-1", from: 0, limit: 500, task: 3, flowRun: null, level: "info" } },
  { type: "request", id: 3, folder, method: "millrace/staticGraph", params: { file: "/ws/a.ts", flow: null } },
  { type: "act", folder, action: { kind: "resume", runId: "run-1" } },
  { type: "act", folder, action: { kind: "openSource", place: { file: "/ws/a.ts", line: 3, column: 1 } } },
])("%j is read", (message) => {
  expect(readViewMessage(message)).toEqual(message);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["text", "ready"],
  ["a type that is none", { type: "reboot" }],
  ["a request for what a view may not do", { type: "request", id: 1, folder, method: "millrace/run", params: {} }],
  ["a request whose parameters are of another shape", { type: "request", id: 1, folder, method: "millrace/openRun", params: { runId: 7 } }],
  ["a negative offset", { type: "request", id: 1, folder, method: "millrace/listRuns", params: { flow: null, state: null, text: "", offset: -1, limit: 1 } }],
  ["an action that is none", { type: "act", folder, action: { kind: "shell", runId: "x" } }],
  ["a place without a line", { type: "act", folder, action: { kind: "openSource", place: { file: "/etc/passwd" } } }],
  ["keys of a prototype", { type: "request", id: 1, folder, method: "millrace/openRun", params: Object.create({ runId: "run-1" }) }],
])("%s is refused", (_, message) => {
  expect(readViewMessage(message)).toBe(undefined);
});
