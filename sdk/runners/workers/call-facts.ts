import type { TaskContext } from "../../run/context.ts";
import type { FlowRun } from "../../run/flow-run.ts";
import type { CallFacts, FlowFacts } from "../../worker/link/messages.ts";
import { packLoosely } from "../../worker/link/pack.ts";

/** What a worker is told of the runs around a call. `isTold`: it knows the flow run's parameters. */
export function callFacts({ task, flow, tags, logPrints }: TaskContext, isTold: boolean): CallFacts {
  const { number, name, ordinal, givenName, state, times, attempt } = task;
  return {
    flow: flow === null ? null : flowFacts(flow, isTold),
    task: { number, name, ordinal, givenName, state, times, attempt, tags: task.tags, parent: task.parent?.number ?? null },
    tags,
    logPrints,
  };
}

function flowFacts(run: FlowRun, isTold: boolean): FlowFacts {
  const { number, id, name, definition, state, times, attempt, tags, tracking } = run;
  return {
    number,
    id,
    name,
    flowName: definition.name,
    parameters: isTold ? null : packLoosely(run.parameters),
    state,
    times,
    attempt,
    tags,
    trackingTask: tracking?.number ?? null,
  };
}
