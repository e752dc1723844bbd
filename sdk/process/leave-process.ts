import type { FlowRun } from "../run/flow-run.ts";
import { sharedState } from "../shared-state.ts";

/** As the command exits for a run that is suspended. */
const waitingExitCode = 3;

/** A script ends when the flow that it has called is suspended: at once, or when what else runs in it has ended. */
export async function leaveProcess(run: FlowRun): Promise<void> {
  process.stderr.write(`${run.name} is suspended, and its process ends. It goes on with: millrace runs resume ${run.id.slice(0, 8)}\n`);
  const isAlone = [...sharedState().active].every((root) => root.isClosed);
  if (isAlone) process.exit(waitingExitCode);
  process.once("beforeExit", () => process.exit(waitingExitCode));
  await new Promise(() => undefined);
}
