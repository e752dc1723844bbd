import { isFinalType, stateTypes } from "../states/state-type.ts";
import { pass, type Rule } from "./rule.ts";

/**
 * Renames the plain Running of a task run that has run before: `Retrying` after AwaitingRetry, else `Rerunning`. A name
 * that the proposer chose stays. A run that comes out of a pause goes on and is not renamed.
 *
 * Last of the task rules: it only names what all others have let through.
 *
 * Source: Prefect, `src/prefect/server/orchestration/core_policy.py`, `RenameReruns`.
 */
export const renameReruns: Rule = {
  name: "rename-reruns",
  summary: "Names a task run's later Running states: Retrying after AwaitingRetry, else Rerunning.",
  appliesTo: ["task"],
  from: stateTypes.filter((type) => type !== "PAUSED"),
  to: ["RUNNING"],
  decide({ run, initial, proposed }) {
    if (proposed.type !== "RUNNING" || proposed.name !== "Running" || initial === null) return pass;
    if (run.runCount === 0 && !isFinalType(initial.type)) return pass;
    const name = initial.name === "AwaitingRetry" ? "Retrying" : "Rerunning";
    return { kind: "amend", state: { ...proposed, name } };
  },
};
