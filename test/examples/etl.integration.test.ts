import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { repository, runCommand, statesOf } from "./run-command.ts";

const home = mkdtempSync(join(tmpdir(), "millrace-etl-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const summary = [
  { country: "GB", orders: 87, items: 156, revenue: 22_271, averageOrder: 256 },
  { country: "DE", orders: 85, items: 134, revenue: 20_014, averageOrder: 235 },
  { country: "US", orders: 67, items: 102, revenue: 15_365, averageOrder: 229 },
  { country: "FR", orders: 49, items: 76, revenue: 10_722, averageOrder: 219 },
  { country: "SE", orders: 26, items: 43, revenue: 7_891, averageOrder: 304 },
  { country: "NL", orders: 35, items: 57, revenue: 7_777, averageOrder: 222 },
  { country: "CH", orders: 24, items: 40, revenue: 4_537, averageOrder: 189 },
];

test("the orders are summed up, and the step that fails once is retried", () => {
  const { exitCode, document } = runCommand(home, "run", "examples/etl.ts");
  expect(exitCode).toBe(0);
  expect(document.result).toEqual(summary);
  expect(statesOf(document, "fetchRates-0")).toEqual(["Pending", "Running", "AwaitingRetry", "Retrying", "Completed"]);
  const written = (name: string): string => readFileSync(join(repository, "examples/out", name), "utf8");
  expect(JSON.parse(written("summary.json"))).toEqual(summary);
  expect(written("orders.ndjson").trimEnd().split("\n")).toHaveLength(373);
  expect(written("rejected.ndjson").trimEnd().split("\n")).toHaveLength(12);
});

test("a run that failed for good is resumed from its last success", () => {
  const failed = runCommand(home, "run", "examples/etl.ts", "--param", "failAt=load", "--name", "to-resume");
  expect(failed.exitCode).toBe(1);
  expect(failed.document.error?.message).toBe('The step "load" fails because failAt asks for it. Resume the run to go on.');

  const { exitCode, document } = runCommand(home, "runs", "resume", "to-resume");
  expect(exitCode).toBe(0);
  expect(document.flowRun?.attempt).toBe(2);
  expect(document.result).toEqual(summary);
  expect(statesOf(document, "sortOut-0")).toEqual(["Pending", "Running", "Completed", "Cached"]);
  expect(statesOf(document, "load summary.json")).toEqual(["Pending", "Running", "Failed", "Pending", "Rerunning", "Completed"]);
});
