import { expect, it } from "vitest";
import { bypassCancellingWithoutProcess } from "../../core/rules/bypass-cancelling-without-process.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { cancelling, flowRun, outcome, paused, running, scheduled } from "./build.ts";

const request = cancelling({ message: "Cancelled from the list of runs." });
const scheduledAnswer =
  'reject into CANCELLED Cancelled "Cancelled from the list of runs.": The scheduled run has no process to stop.';
const suspendedAnswer =
  'reject into CANCELLED Cancelled "Cancelled from the list of runs.": The suspended run has no process to stop.';

it.each<[string, RunState, boolean, string]>([
  ["a scheduled run without a process is cancelled at once", scheduled(), false, scheduledAnswer],
  ["a late run without a process is cancelled at once", scheduled({ name: "Late" }), false, scheduledAnswer],
  ["a scheduled run with a process goes through Cancelling", scheduled(), true, "pass"],
  ["a run that awaits its retry in its process goes through Cancelling", scheduled({ name: "AwaitingRetry" }), true, "pass"],
  ["a resuming run is cancelled at once, whatever process it had", scheduled({ name: "Resuming" }), true, scheduledAnswer],
  ["a suspended run is cancelled at once", paused({ name: "Suspended", suspended: true }), true, suspendedAnswer],
  ["a run that pauses in its process goes through Cancelling", paused(), true, "pass"],
  ["a running run goes through Cancelling", running(), true, "pass"],
])("%s", (_, initial, hasProcess, expected) => {
  const transition = { run: flowRun({ hasProcess }), initial, proposed: request };
  expect(outcome(bypassCancellingWithoutProcess, transition)).toBe(expected);
});
