/** What is called as soon as a flow run is told to cancel, while its code is being stopped. */
import type { Timer } from "../../core/base/clock.ts";
import { formatDuration } from "../../core/base/duration.ts";
import type { RunState } from "../../core/states/run-state.ts";
import { flowFacts } from "./flow-facts.ts";
import { flowHooks } from "./flow-end.ts";
import type { FlowRun } from "./flow-run.ts";
import { enterFlowState, proposeForFlow } from "./transition.ts";

/** How much hooks may take of the time after which whoever has cancelled the run kills its process: not all, so that the run can tell what it cuts off. */
const hooksShare = 0.9;

/** Makes the run Cancelling and calls its hooks for that. Its own end does not wait for them; the end of the root run does, for that time. */
export function callCancelHooks(run: FlowRun): void {
  const { root } = run;
  root.cancelHooks = Promise.all([root.cancelHooks, withinGrace(run, enterCancelling(run))]);
}

async function enterCancelling(run: FlowRun): Promise<void> {
  const state: RunState = { type: "CANCELLING", name: "Cancelling", at: 0, message: run.root.cancelReason };
  const decision = proposeForFlow(run, state, flowFacts(run));
  if (decision.kind !== "accept") return;
  enterFlowState(run, decision.state);
  await flowHooks(run, "onCancelled", undefined);
}

async function withinGrace(run: FlowRun, hooks: Promise<void>): Promise<void> {
  const graceMs = run.root.cancelGraceMs * hooksShare;
  let timer: Timer | undefined;
  const grace = new Promise<"late">((resolve) => {
    timer = run.root.clock.startTimer(graceMs, () => resolve("late"));
  });
  const first = await Promise.race([hooks, grace]);
  timer?.cancel();
  if (first === "late") run.root.log("error", `Hooks have not ended within ${formatDuration(graceMs)} of the request to cancel the run, so it ends without them.`, run.about);
}
