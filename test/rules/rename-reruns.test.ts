import { expect, it } from "vitest";
import { renameReruns } from "../../core/rules/rename-reruns.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { completed, failed, outcome, paused, pending, running, scheduled, taskRun } from "./build.ts";

it.each<[string, number, RunState | null, RunState, string]>([
  ["a first Running keeps its name", 0, pending(), running(), "pass"],
  ["a run that begins Running keeps its name", 0, null, running(), "pass"],
  ["after AwaitingRetry it is Retrying", 1, scheduled({ name: "AwaitingRetry" }), running(), "amend RUNNING Retrying"],
  ["after another state it is Rerunning", 1, pending(), running(), "amend RUNNING Rerunning"],
  ["Running twice is Rerunning", 1, running(), running(), "amend RUNNING Rerunning"],
  ["after an end it is Rerunning, though its count begins anew", 0, failed(), running(), "amend RUNNING Rerunning"],
  ["a first Running after AwaitingRetry keeps its name", 0, scheduled({ name: "AwaitingRetry" }), running(), "pass"],
  ["a name of the proposer's own stays", 1, pending(), running({ name: "Retrying" }), "pass"],
  ["a run that comes out of a pause is not renamed", 1, paused(), running(), "pass"],
  ["other states are not renamed", 1, running(), completed(), "pass"],
])("%s", (_, runCount, initial, proposed, expected) => {
  expect(outcome(renameReruns, { run: taskRun({ runCount }), initial, proposed })).toBe(expected);
});
