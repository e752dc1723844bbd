import type { RunOrder, StartedAnswer } from "../../core/protocol/editor-api.ts";
import { answerRun } from "../../core/presentation/dialogues/answer-run.ts";
import { deleteRun, stopAll, stopRun } from "../../core/presentation/dialogues/end-run.ts";
import { givenRun, newestRun } from "../../core/presentation/targets.ts";
import { wantedRuns } from "../../core/presentation/wanted-runs.ts";
import { dialogs } from "../dialogs.ts";
import type { Host } from "../host.ts";
import type { RunMode } from "../runs/run-orders.ts";
import { reportFailure } from "../runs/report.ts";
import { onRun, type Command } from "./command.ts";
import { chooseFlow, type RunAt } from "./targets.ts";

export const runCommands: readonly Command[] = [
  onRun("millrace.rerun", wantedRuns.again, (host, target) => order(host, target, { kind: "again" }, "run")),
  onRun("millrace.debugAgain", wantedRuns.debug, (host, target) => order(host, target, { kind: "again" }, "debug")),
  onRun("millrace.resumeRun", wantedRuns.resume, (host, target) => order(host, target, { kind: "resume" }, "run")),
  onRun("millrace.rerunFailed", wantedRuns.rerunFailed, (host, target) => order(host, target, { kind: "rerun", from: "failed", parameters: null }, "run")),
  { id: "millrace.rerunFrom", run: (host, argument) => rerunFrom(host, argument, "run") },
  { id: "millrace.debugFrom", run: (host, argument) => rerunFrom(host, argument, "debug") },
  { id: "millrace.runLast", run: runLast },
  onRun("millrace.stopRun", wantedRuns.stop, (_, { engine, runId }) => stopRun(engine, dialogs, runId)),
  { id: "millrace.stopAllRuns", run: ({ engines }) => stopAll(engines.all()).catch(reportFailure) },
  onRun("millrace.openRun", wantedRuns.open, ({ views }, { engine, runId, taskRunId }) => views.show(engine, { kind: "run", runId, taskRunId })),
  onRun("millrace.openInEditor", wantedRuns.openTab, ({ views }, { engine, runId, taskRunId, run }) =>
    views.openTab(engine, { kind: "run", runId, taskRunId }, run?.name),
  ),
  onRun("millrace.answer", wantedRuns.answer, (_, { engine, runId }) => answerRun(engine, dialogs, runId)),
  onRun("millrace.deleteRun", wantedRuns.delete, (_, { engine, runId }) => deleteRun(engine, dialogs, runId)),
];

type Repeat = RunOrder extends infer Order ? (Order extends { readonly runId: string } ? Omit<Order, "runId"> : never) : never;

function order({ orders }: Host, { engine, runId, run }: RunAt, repeat: Repeat, mode: RunMode): Promise<StartedAnswer | undefined> {
  return orders.carryOut(engine, { ...repeat, runId }, run?.flowId ?? null, mode);
}

/** From the task run that it was called on; there is none to choose from elsewhere. */
async function rerunFrom(host: Host, argument: unknown, mode: RunMode): Promise<StartedAnswer | undefined> {
  const target = givenRun(host.engines, argument);
  return target?.taskRunId == null ? undefined : await order(host, target, { kind: "rerun", from: [target.taskRunId], parameters: null }, mode);
}

/** The newest run of this workspace once more, with its parameters; without one the user is asked what to run. */
async function runLast(host: Host): Promise<unknown> {
  const last = newestRun(host.engines);
  if (last !== undefined) return await order(host, last, { kind: "again" }, "run");
  const target = await chooseFlow(host, undefined, "Run a flow");
  return target && (await host.orders.runFlow(target.engine, target.flow, "run"));
}
