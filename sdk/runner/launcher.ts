import type { LauncherMessage, RunnerMessage } from "../../core/protocol/launch.ts";
import { runnerExit } from "../../core/protocol/launch.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { becomeParentRun } from "../process/environment.ts";
import type { RootRun } from "../run/root-run.ts";

/** The way to whoever launched this runner. A launcher that has gone hears nothing; the run goes on without it. */
export interface Launcher {
  /** Fulfils once the message is on its way. */
  tell(message: RunnerMessage): Promise<void>;
  /** Calls back with the next message. False: there is nobody to wait for. */
  hear(listener: (message: LauncherMessage) => void): boolean;
  /** The process may end from here on, whether or not the launcher listens. */
  letGo(): void;
}

/** Nothing was recorded and nothing will be: says so and ends the process. */
export async function refuse(launcher: Launcher, code: string, message: string, hint: string | null): Promise<never> {
  process.stderr.write(`${message}${hint === null ? "" : ` ${hint}`}\n`);
  await launcher.tell({ type: "refused", code, message, hint });
  process.exit(runnerExit.refused);
}

/** The run exists from here on; whoever launched it may leave. */
export function reportStarted(launcher: Launcher, socket: string, root: RootRun): void {
  becomeParentRun(root.id);
  void root.written().then(async () => {
    // For whoever follows the run: needed in a moment, but not before the first record.
    void import("../process/run-server.ts");
    await launcher.tell({ type: "started", socket });
    launcher.letGo();
  });
}

export async function askParameters(launcher: Launcher, flow: string, exportName: string | null): Promise<RunRequest["parameters"]> {
  const answer = new Promise<RunRequest["parameters"]>((resolve) => {
    const isHeard = launcher.hear((message) => resolve(message.type === "parameters" ? message.parameters : {}));
    if (!isHeard) resolve({});
  });
  await launcher.tell({ type: "needsParameters", exportName, flow });
  return await answer;
}
