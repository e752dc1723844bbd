import type { FlowRunFacts } from "../../core/rules/rule.ts";
import type { FlowRun } from "./flow-run.ts";

/** What the rules may know of a flow run that this process owns. */
export function flowFacts(run: FlowRun): FlowRunFacts {
  return {
    kind: "flow",
    runCount: run.triesSinceStart,
    retries: run.definition.settings.retries,
    retryDelayMs: run.definition.settings.retryDelayMs,
    hasProcess: true,
    isRetryRequested: false,
    isChild: run.tracking !== null,
    answeredKeys: run.pauses.answers.keys,
  };
}
