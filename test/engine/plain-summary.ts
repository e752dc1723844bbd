import type { RunSummary } from "../../core/protocol/run-summary.ts";

/** A run of an unknown flow that goes on, but for what is given. */
export function plainSummary(given: Partial<RunSummary> & Pick<RunSummary, "id">): RunSummary {
  return {
    name: given.id,
    flow: "stars",
    flowId: null,
    file: null,
    state: { type: "RUNNING", name: "Running", message: null },
    attempt: 1,
    trigger: "editor",
    rerunOf: null,
    createdAt: 0,
    startAt: null,
    endAt: null,
    importedAt: null,
    restUs: 0,
    tasks: { total: 0, running: 0, completed: 0, failed: 0 },
    pauses: [],
    isResumable: false,
    failure: null,
    problem: null,
    ...given,
  };
}
