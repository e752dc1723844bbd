import { expect, test } from "vitest";
import { at, failed, flowRunDocument, flowStarted, plainLook, runDocument, runId, taskStarted, taskState, viewOf } from "./build.ts";
import { flowsLines } from "../../cli/view/flows-table.ts";
import { logLines } from "../../cli/view/log-lines.ts";
import { PlainLines } from "../../cli/view/plain-lines.ts";
import { queryLines } from "../../cli/view/query-table.ts";
import { runDetailLines } from "../../cli/view/run-detail-lines.ts";
import { runsLines } from "../../cli/view/runs-table.ts";
import { typeText } from "../../core/presentation/schema-text.ts";
import { shortId } from "../../cli/view/short-id.ts";
import { age } from "../../cli/view/time-of-day.ts";
import type { JsonSchema } from "../../core/protocol/json-schema.ts";

function text(lines: readonly string[]): string {
  return `\n${lines.join("\n")}\n`;
}

test("runs are listed with the shortest id that names one of them", () => {
  const other = flowRunDocument({
    id: "3f2a91ff-0000-4000-8000-000000000002",
    name: "calm-otter",
    state: { id: "s", type: "RUNNING", name: "Running", message: null, timestamp: "2026-01-31T09:59:00.000000Z" },
    totalRunTimeMs: 0,
  });
  const runs = [other, flowRunDocument()];
  const options = { ids: runs.map(({ id }) => id), nowUs: at(1_800_000), isFiltered: false };
  expect(text(runsLines(runs, options, plainLook))).toBe(`
   id       name         flow          state      started  duration
●  3f2a91f  calm-otter   GitHub Stars  Running    30m ago    1m 00s
✔  3f2a91c  brisk-heron  GitHub Stars  Completed  30m ago      2.0s
`);
});

test("an empty list says how to get something into it", () => {
  const options = { ids: [], nowUs: 0, isFiltered: false };
  expect(runsLines([], options, plainLook)).toEqual(["No runs yet. millrace run <file> makes one."]);
  expect(runsLines([], { ...options, isFiltered: true }, plainLook)).toEqual(["No run fits. millrace runs lists all."]);
});

test("flows are listed with their signature, and problems follow with their hint", () => {
  const flow = {
    name: "GitHub Stars",
    export: "githubStars",
    file: "flows/stars.ts",
    line: 10,
    column: 28,
    description: null,
    parameters: {
      type: "object",
      properties: {
        repos: { type: "array", items: { type: "string" } },
        limit: { type: "number", default: 10 },
        since: { type: "string", format: "date-time", default: { $default: "new Date()" } },
        dry: { type: "boolean" },
      },
      required: ["repos"],
    },
    tasks: ["getStars", "save"],
  } as const;
  const problem = { file: "flows/bad.ts", line: 3, message: "Syntax error: '}' expected.", hint: "Mend the syntax." };
  expect(text(flowsLines({ flows: [flow], problems: [problem] }, ".", { ...plainLook, columns: 160 }))).toBe(`
flow          where              parameters                                                                    tasks
GitHub Stars  flows/stars.ts:10  repos: string[], limit: number = 10, since: Date = new Date(), dry?: boolean  getStars, save

✖ flows/bad.ts:3  Syntax error: '}' expected.
  Mend the syntax.
`);
});

test.each<[JsonSchema, string]>([
  [{}, "any"],
  [{ type: "integer" }, "number"],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string | null"],
  [{ enum: ["a", 1] }, '"a" | 1'],
  [{ type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } }, "(string | number)[]"],
  [{ type: "array", prefixItems: [{ type: "string" }, { type: "number" }], items: false }, "[string, number]"],
  [{ type: "object", properties: { a: { type: "string" }, b: { type: "number" } }, required: ["a"] }, "{ a: string; b?: number }"],
  [{ type: "object", additionalProperties: { type: "number" } }, "Record<string, number>"],
  [{ $ref: "#/$defs/Node" }, "Node"],
])("a schema reads as a type: %j", (schema, expected) => {
  expect(typeText(schema)).toBe(expected);
});

test("a query's rows are a table with numbers to the right", () => {
  const answer = { columns: ["flow", "runs"], rows: [["a", 2], ["long name", 10]] };
  expect(text(queryLines(answer, plainLook))).toBe(`
flow       runs
a             2
long name    10

2 rows
`);
});

test("a table that is too wide shortens its flexible columns", () => {
  const answer = { columns: ["text"], rows: [["a long text that does not fit"]] };
  expect(queryLines(answer, { ...plainLook, columns: 12 })[1]).toBe("a long text…");
});

test("the widest of the flexible columns gives way first", () => {
  const answer = { columns: ["parameters", "tasks"], rows: [["a long text that does not fit", "getStars, save"]] };
  expect(queryLines(answer, { ...plainLook, columns: 32 })[1]).toBe("a long text tha…  getStars, save");
});

test("plain progress tells states and log lines once, in the order of time", () => {
  const lines = new PlainLines(plainLook, 0);
  const steps = [...flowStarted(), taskStarted(10, 1), taskStarted(20, 2)];
  const after = [...steps, taskState(130, 2, failed("boom")), taskState(250, 1, { type: "COMPLETED", name: "Completed", at: 0, message: null })];
  const log = { level: "info", flowRunId: runId, taskRunId: `${runId}-1`, timestamp: "2026-01-31T09:30:00.015000Z", message: "hello" } as const;
  expect(text(lines.next(viewOf(steps), [log]))).toBe(`
09:30:00.001  brisk-heron  GitHub Stars          ● Running
09:30:00.010  brisk-heron  getStars-0            ● Running
09:30:00.015  brisk-heron  getStars-0            hello
09:30:00.020  brisk-heron  getStars-1            ● Running
`);
  expect(text(lines.next(viewOf(after), []))).toBe(`
09:30:00.130  brisk-heron  getStars-1            ✖ Failed      110ms  boom
09:30:00.250  brisk-heron  getStars-0            ✔ Completed   240ms
`);
  expect(lines.next(viewOf(after), [])).toEqual([]);
});

test("plain progress of a resumed run leaves out what was before", () => {
  const steps = [...flowStarted(), taskStarted(10, 1), taskStarted(20, 2)];
  expect(new PlainLines(plainLook, at(15)).next(viewOf(steps), []).map((line) => line.slice(0, 40))).toEqual(["09:30:00.020  brisk-heron  getStars-1   "]);
});

test("a log line of several lines is indented under its first", () => {
  const line = { timestamp: "2026-01-31T09:30:05.000000Z", level: "info", message: "one\ntwo", flowRunId: null, taskRunId: null } as const;
  expect(logLines(line, () => "getStars-0", plainLook)).toEqual(["09:30:05  getStars-0        one", "                            two"]);
});

test("a run of the past is shown with its facts, tree, log, result and state", () => {
  const document = runDocument({
    flowRun: flowRunDocument({ parameters: { repos: ["a/b"] } }),
    logs: [{ timestamp: "2026-01-31T09:30:01.000000Z", level: "info", message: "hello", flowRunId: flowRunDocument().id, taskRunId: null }],
  });
  const sources = { read: () => undefined, show: (path: string) => path };
  expect(text(runDetailLines({ document, outcome: { kind: "result", result: 3 }, nowUs: at(60_000) }, plainLook, sources))).toBe(`
run         3f2a91c4-0000-4000-8000-000000000001
defined     flows/stars.ts:10:28
started     2026-01-31 09:30:00 UTC, 1m ago
parameters  repos = ["a/b"]

✔ GitHub Stars  brisk-heron     2.0s

09:30:01  brisk-heron       hello

3

✔ Completed in 2.0s
`);
});

test.each<[string[], string]>([
  [[], "3f2a91"],
  [["ffffff00"], "3f2a91"],
  [["3f2a9200"], "3f2a91"],
  [["3f2a91c0"], "3f2a91c4"],
])("beside %j the short id is %s", (others, expected) => {
  expect(shortId("3f2a91c4", others)).toBe(expected);
});

test.each<[number, string]>([
  [1, "just now"],
  [40, "40s ago"],
  [200, "3m ago"],
  [7_300, "2h ago"],
  [200_000, "2d ago"],
  [86_400 * 40, "2026-01-31"],
])("%d seconds back is %s", (seconds, expected) => {
  expect(age(at(0), at(seconds * 1_000))).toBe(expected);
});
