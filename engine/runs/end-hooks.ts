import { hookAfterDeath } from "../../core/records/hook-after-death.ts";
import type { FlowRunView, RunView } from "../../core/records/run-view.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { recoverRun } from "./recover.ts";
import type { RunsContext } from "./runs-context.ts";
import { whenExited } from "./runner-exit.ts";
import { spawnRunner } from "./spawn-runner.ts";
import { fulfilsWithin } from "./wait.ts";

const hooksTimeoutMs = 30_000;

/** Runs the hooks for the end that was just recorded, in a process of their own; fulfils after at most 30 s. */
export async function runEndHooks(context: RunsContext, directory: string, request: RunRequest, view: RunView): Promise<void> {
  if (context.mayRun === false || !hasEndHooks(view)) return;
  const child = spawnRunner(context, directory, "hooks");
  const exited = whenExited(child, context.clock);
  const isDone = await fulfilsWithin(context.clock, exited, hooksTimeoutMs);
  if (isDone) return;
  child.kill("SIGKILL");
  await exited;
  // It may have left the run open.
  await recoverRun(context, directory, request);
}

/** The same, without waiting: for a command that came upon the run by chance. */
export function startEndHooks(context: RunsContext, directory: string, view: RunView): void {
  if (context.mayRun === false || !hasEndHooks(view)) return;
  const child = spawnRunner(context, directory, "hooks");
  // A hook that cannot be started changes nothing about the run, like one that throws.
  child.on("error", () => undefined);
  child.channel?.unref();
  child.unref();
}

function hasEndHooks(view: RunView): boolean {
  return [...view.flowRuns.values()].some((run) => isWaitedFor(view, run));
}

function isWaitedFor(view: RunView, run: FlowRunView): boolean {
  const kind = hookAfterDeath(run);
  return kind !== null && (view.definitions.get(run.def)?.hooks?.includes(kind) ?? false);
}
