import type { LauncherMessage, RunnerMessage } from "../../core/protocol/launch.ts";
import { runnerExit } from "../../core/protocol/launch.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { becomeParentRun } from "../process/environment.ts";
import type { RootRun } from "../run/root-run.ts";

/** Nothing was recorded and nothing will be: says so and ends the process. */
export async function refuse(code: string, message: string, hint: string | null): Promise<never> {
  process.stderr.write(`${message}${hint === null ? "" : ` ${hint}`}\n`);
  await tell({ type: "refused", code, message, hint });
  process.exit(runnerExit.refused);
}

/** The run exists from here on; whoever launched it may leave. */
export function reportStarted(socket: string, root: RootRun): void {
  becomeParentRun(root.id);
  void root.written().then(async () => {
    // For whoever follows the run: needed in a moment, but not before the first record.
    void import("../process/run-server.ts");
    await tell({ type: "started", socket });
    // The channel would keep the process alive when the flow has nothing left to do.
    process.channel?.unref();
  });
}

export async function askParameters(flow: string, exportName: string | null): Promise<RunRequest["parameters"]> {
  if (!process.connected) return {};
  const answer = new Promise<RunRequest["parameters"]>((resolve) => {
    process.once("message", (message: LauncherMessage) => resolve(message.parameters));
  });
  await tell({ type: "needsParameters", exportName, flow });
  return await answer;
}

async function tell(message: RunnerMessage): Promise<void> {
  if (process.send === undefined || !process.connected) return;
  // A launcher that has gone hears nothing; the run goes on without it.
  await new Promise<void>((resolve) => process.send?.(message, undefined, {}, () => resolve()));
}
