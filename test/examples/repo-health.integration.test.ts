import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Hotspot } from "../../examples/repo-health.ts";
import { runCommand } from "./run-command.ts";

const home = mkdtempSync(join(tmpdir(), "millrace-health-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("the files of the clone are measured and ranked", () => {
  const { exitCode, document } = runCommand(home, "run", "examples/repo-health.ts#repoHealth", "--param", "limit=5", "--param", "since=10 years");
  expect(exitCode).toBe(0);
  expect(document.flowRun?.parameters).toEqual({ since: "10 years", limit: 5 });
  const hotspots = document.result as unknown as readonly Hotspot[];
  expect(hotspots).toHaveLength(5);
  expect(Object.keys(hotspots[0] ?? {})).toEqual(["file", "commits", "churn", "sizeKb", "ageDays", "complexity", "todos", "score"]);
  expect(hotspots.map(({ score }) => score)).toEqual(hotspots.map(({ score }) => score).sort((a, b) => b - a));
  expect(document.taskRuns.filter(({ task, state }) => task === "measure" && state.name === "Completed").length).toBeGreaterThan(100);
  expect(document.childRuns.map(({ flowRun }) => [flowRun?.flow, flowRun?.name, flowRun?.state.name])).toEqual([["hotspots", "top 5", "Completed"]]);
});
