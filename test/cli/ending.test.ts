import { expect, test } from "vitest";
import { at, flowStarted, flowState, plainLook, runId, taskDone, taskStarted, viewOf } from "./build.ts";
import { endingLines, type Ending, type Outcome } from "../../cli/view/ending-lines.ts";
import { codeFrame } from "../../cli/view/code-frame.ts";
import type { Sources } from "../../cli/view/failure-lines.ts";
import { resultLines } from "../../cli/view/result-lines.ts";
import { treeOfView } from "../../cli/view/run-tree.ts";
import { positionsOf } from "../../cli/view/stack-position.ts";
import type { Json } from "../../core/states/stored-value.ts";
import type { RunState } from "../../core/states/run-state.ts";

const source = ["const url = repo;", "", "  const response = await fetch(url);", "  if (!response.ok) throw new HttpError(response.status);", "  return 1;"].join("\n");

const sources: Sources = {
  read: (path) => (path === "/project/flows/stars.ts" ? source : undefined),
  show: (path) => path.replace("/project/", ""),
};

function ending(outcome: Outcome, final: RunState, changes: Partial<Ending> = {}): string {
  const view = viewOf([...flowStarted(), taskStarted(10, 1), taskDone(320, 1), flowState(2_401, final)]);
  const state = { type: final.type, name: final.name, message: final.message } as Ending["state"];
  const whole: Ending = {
    tree: treeOfView(view, at(5_000)),
    detail: "final",
    log: [],
    earlierLogCount: 0,
    artifacts: [],
    waiting: [],
    outcome,
    state,
    shortId: runId.slice(0, 6),
    directory: ".millrace/runs/brisk-heron",
    ...changes,
  };
  return `\n${endingLines(whole, plainLook, sources).join("\n")}\n`;
}

test("a completed run ends with its tree, its result, where it is kept and its state", () => {
  expect(ending({ kind: "result", result: 3 }, { type: "COMPLETED", name: "Completed", at: 0, message: null })).toBe(`
✔ GitHub Stars  brisk-heron     2.4s
  ✔ getStars-0                 310ms

3

Kept in .millrace/runs/brisk-heron
  millrace runs show 3f2a91  what happened

✔ Completed in 2.4s
`);
});

test("what a run has made for people is a line each", () => {
  const artifacts = [
    { key: "report", type: "markdown", data: "# All well\n\nand more" },
    { key: null, type: "progress", data: 55.5 },
    { key: "counts", type: "table", data: [{ a: 1 }] },
    { key: "site", type: "link", data: { link: "https://example.com", text: null } },
    { key: "large", type: "table", data: undefined },
    { key: "map", type: "image", data: "data:image/png;base64,AAAA" },
  ] as const;
  expect(ending({ kind: "none" }, { type: "COMPLETED", name: "Completed", at: 0, message: null }, { artifacts })).toContain(`

report    # All well
progress  56 %
counts    table of 1 row
site      https://example.com
large     table
map       image

`);
});

test("a failed run ends with the error, its place and the code around it, and how to go on", () => {
  const stack = [
    "HttpError: 503 Service Unavailable",
    "    at check (/project/node_modules/http/index.js:3:9)",
    "    at getStars (file:///project/flows/stars.ts:4:27)",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
  ].join("\n");
  const cause = { name: "TypeError", message: "fetch failed", stack: "TypeError\n    at getStars (/project/flows/stars.ts:4:5)" };
  const error = { name: "HttpError", message: "503 Service Unavailable", stack, cause };
  expect(ending({ kind: "error", error }, { type: "FAILED", name: "Failed", at: 0, message: null, error })).toBe(`
✖ GitHub Stars  brisk-heron     2.4s   503 Service Unavailable
  ✔ getStars-0                 310ms

HttpError: 503 Service Unavailable
  at flows/stars.ts:4:27
    2 |
    3 |   const response = await fetch(url);
  ❯ 4 |   if (!response.ok) throw new HttpError(response.status);
      |                           ^
    5 |   return 1;

Caused by TypeError: fetch failed
  at flows/stars.ts:4:5

Kept in .millrace/runs/brisk-heron
  millrace runs show 3f2a91    what happened
  millrace runs resume 3f2a91  go on from the last success

✖ Failed in 2.4s
`);
});

test("what an AggregateError gathered stands below it, three at most", () => {
  const errors = ["one", "two", "three", "four"].map((message) => ({ name: "Error", message }));
  const error = { name: "AggregateError", message: "All promises were rejected", errors };
  const text = ending({ kind: "error", error }, { type: "FAILED", name: "Failed", at: 0, message: null, error });
  expect(text).toContain(`
AggregateError: All promises were rejected

1 of 4: Error: one

2 of 4: Error: two

3 of 4: Error: three

… 1 more

Kept in`);
});

test("a run that failed without an error says why in its last line", () => {
  const lines = ending({ kind: "none" }, { type: "FAILED", name: "Failed", at: 0, message: "2/3 states failed." }).trimEnd().split("\n");
  expect(lines.at(-1)).toBe("✖ Failed in 2.4s: 2/3 states failed.");
});

test("the log that the live view takes with it stands in the ending", () => {
  const text = ending({ kind: "none" }, { type: "CANCELLED", name: "Cancelled", at: 0, message: null }, { log: ["09:30:01  getStars-0  hello"], earlierLogCount: 40 });
  expect(text).toContain("\n\n… 40 earlier log lines: millrace runs logs 3f2a91\n09:30:01  getStars-0  hello\n\n");
});

const wideRecord = Object.fromEntries("abcdefghi".split("").map((key) => [key, 1]));

test.each<[string, Json, string]>([
  ["nothing", null, ""],
  ["a number", 3, "3"],
  ["text as it is", "# Title\n\n- one", "# Title\n\n- one"],
  ["a small record on one line", { a: [1, 2] }, '{"a":[1,2]}'],
  [
    "flat records as a table, numbers to the right",
    [{ repo: "a/b", stars: 9 }, { repo: "long/name", stars: 1_200, note: null }],
    "repo       stars  note\na/b            9\nlong/name   1200",
  ],
  ["records with a nested value as JSON", [{ a: { b: 1 } }], '[{"a":{"b":1}}]'],
  ["records with many fields as JSON", [wideRecord], JSON.stringify([wideRecord])],
])("a result is shown: %s", (_what, result, expected) => {
  expect(resultLines(result, plainLook).join("\n")).toBe(expected);
});

test("a long result is cut and says so", () => {
  const lines = resultLines(Array.from({ length: 100 }, (_, index) => `line ${index}`).join("\n"), plainLook);
  expect([lines.length, lines.at(-1)]).toEqual([41, "… 60 more lines"]);
});

test.each<[string, string[]]>([
  ["Error: x\n    at getStars (/p/flows/stars.ts:5:11)", ["/p/flows/stars.ts:5:11"]],
  ["Error: x\n    at async file:///p/my%20flows/stars.ts:5:11", ["/p/my flows/stars.ts:5:11"]],
  ["Error: x\n    at new Thing (file:///p/a.ts?tsx=1:5:11)", ["/p/a.ts:5:11"]],
  ["Error: x\n    at run (C:\\p\\flows\\stars.ts:5:11)", ["C:\\p\\flows\\stars.ts:5:11"]],
  ["Error: x\n    at run (file:///C:/p/flows/stars.ts:5:11)", ["C:/p/flows/stars.ts:5:11"]],
  ["Error: x\n    at run (/p/node_modules/zod/index.js:5:11)\n    at node:internal/x:1:1\n    at /p/a.ts:2:3", ["/p/a.ts:2:3"]],
  ["Error: no frames", []],
])("the user's own places are read from a stack: %s", (stack, expected) => {
  expect(positionsOf(stack).map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual(expected);
});

test("a code frame at the first line has nothing above, and its mark stands behind tabs", () => {
  expect(codeFrame("\tthrow new Error();\nlast", 1, 8, plainLook)).toEqual(["  ❯ 1 |   throw new Error();", "      |         ^", "    2 | last"]);
});

test("a position outside of the source has no frame", () => {
  expect(codeFrame("one line", 9, 1, plainLook)).toEqual([]);
});

test("a run that its parameters made fail is not to be resumed: it would fail again", () => {
  const error = { name: "ParameterValidationError", code: "MILLRACE_PARAMETERS", message: "Flow run received invalid parameters: n: expected a number" };
  const lines = ending({ kind: "error", error }, { type: "FAILED", name: "Failed", at: 0, message: error.message });
  expect(lines.split("\n").filter((line) => line.includes("millrace runs"))).toEqual(["  millrace runs show 3f2a91  what happened"]);
});
