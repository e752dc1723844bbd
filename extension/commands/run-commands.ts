import type { StartedAnswer } from "../../core/protocol/editor-api.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import type { Host } from "../host.ts";
import type { RunMode } from "../runs/run-orders.ts";
import { reportFailure } from "../runs/report.ts";
import { vscode } from "../vscode.ts";
import { onRun, type Command, type Wanted } from "./command.ts";
import { chooseFlow, type RunAt } from "./targets.ts";

const active: Wanted = { title: "Stop a run", fits: ({ state }) => !isFinalType(state.type), none: "Nothing is running." };
const ended: Wanted = { title: "Delete a run", fits: ({ state }) => isFinalType(state.type), none: "There is no run that has ended." };
const resumable: Wanted = {
  title: "Resume a run from its last success",
  fits: ({ isResumable }) => isResumable,
  none: "There is no run to resume: none has failed, crashed or been cancelled.",
};
const stopToldMs = 5_000;

export const runCommands: readonly Command[] = [
  onRun("millrace.rerun", { title: "Run again with the same parameters" }, (host, target) => order(host, target, "again", "run")),
  onRun("millrace.debugAgain", { title: "Debug with the parameters of a run" }, (host, target) => order(host, target, "again", "debug")),
  onRun("millrace.resumeRun", resumable, (host, target) => order(host, target, "resume", "run")),
  { id: "millrace.runLast", run: runLast },
  onRun("millrace.stopRun", active, stop),
  { id: "millrace.stopAllRuns", run: stopAll },
  onRun("millrace.openRun", { title: "Open a run" }, ({ views }, { engine, runId, taskRunId }) => views.show(engine, { kind: "run", runId, taskRunId })),
  onRun("millrace.openInEditor", { title: "Open a run in an editor tab" }, ({ views }, { engine, runId, taskRunId, run }) =>
    views.openTab(engine, { kind: "run", runId, taskRunId }, run?.name),
  ),
  onRun("millrace.deleteRun", ended, deleteRun),
];

function order({ orders }: Host, { engine, runId, run }: RunAt, kind: "again" | "resume", mode: RunMode): Promise<StartedAnswer | undefined> {
  return orders.carryOut(engine, { kind, runId }, run?.flowId ?? null, mode);
}

/** The newest run of this workspace once more, with its parameters; without one the user is asked what to run. */
async function runLast(host: Host): Promise<unknown> {
  const all = host.engines.all().flatMap((engine) => [...engine.mirror.runs.values()].map((run) => ({ engine, run })));
  const last = all.filter(({ run }) => run.flowId !== null).sort((a, b) => b.run.createdAt - a.run.createdAt)[0];
  if (last !== undefined) return await order(host, { ...last, runId: last.run.id, taskRunId: null }, "again", "run");
  const target = await chooseFlow(host, undefined, "Run a flow");
  return target && (await host.orders.runFlow(target.engine, target.flow, "run"));
}

/** Asks the run to end; when it has been asked already, its process is killed. */
async function stop(_: Host, { engine, runId, run }: RunAt): Promise<void> {
  try {
    const { did } = await engine.request("millrace/stop", { runId });
    const words = did === "asked" ? "was asked to stop; stop it again to kill it" : "was killed";
    vscode.window.setStatusBarMessage(`$(debug-stop) ${run?.name ?? "The run"} ${words}`, stopToldMs);
  } catch (error) {
    await reportFailure(error);
  }
}

async function stopAll({ engines }: Host): Promise<void> {
  const requests = engines.all().flatMap((engine) => engine.mirror.activeRuns().map(({ id }) => engine.request("millrace/stop", { runId: id })));
  for (const result of await Promise.allSettled(requests)) if (result.status === "rejected") await reportFailure(result.reason);
}

async function deleteRun(_: Host, { engine, runId, run }: RunAt): Promise<void> {
  const detail = "Its records, results and log are deleted from the disk. This cannot be undone.";
  const answer = await vscode.window.showWarningMessage(`Delete the run ${run?.name ?? runId}?`, { modal: true, detail }, "Delete");
  if (answer === "Delete") await engine.request("millrace/delete", { runIds: [runId] }).catch(reportFailure);
}
