/**
 * The process that a flow runs in when someone else started it. It imports the user's module, finds the flow, owns the
 * run and ends with it. `core/protocol/launch.ts` says how it is launched and what it says.
 *
 * Order matters for the time to the first record: all of Millrace is loaded before the TypeScript loader is
 * registered, because from then on every module passes through it.
 */
import { runnerExit, type RunnerMode, type Secrets } from "../../core/protocol/launch.ts";
import { MillraceError, StoreUnwritableError } from "../../core/protocol/errors.ts";
import type { DebuggerHolds } from "../process/debugger-holds.ts";
import { type LaunchAddress, takeLaunchAddress } from "../process/environment.ts";
import { systemClock } from "../process/system-clock.ts";
import { giveSecrets } from "../secrets/known-secrets.ts";
import { awaitOrders, type Orders } from "./await-orders.ts";
import { execute } from "./execute.ts";
import { launchChannel } from "./launch-channel.ts";
import type { Launcher } from "./launcher.ts";
import { exitAfterGrace } from "./linger.ts";
import { registerLoader } from "./register-loader.ts";

main().then(
  (isComplete) => exitAfterGrace(isComplete ? runnerExit.ended : runnerExit.unwritable),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(error instanceof StoreUnwritableError ? runnerExit.unwritable : 1);
  },
);

/** False: the run has ended, but its end could not be written. */
async function main(): Promise<boolean> {
  const [first, second, third] = process.argv.slice(2);
  if (first === "wait" && second !== undefined) return await carryOut(() => awaitOrders(second));
  if (first !== undefined && isMode(second)) {
    return await carryOut(async (launcher) => ({ directory: first, mode: second, secrets: third === "secrets" ? await hearSecrets(launcher) : {} }));
  }
  process.stderr.write("usage: runner <run directory> run|resume|answer|hooks\n");
  process.exit(runnerExit.refused);
}

async function carryOut(receive: (launcher: Launcher) => Promise<Orders>): Promise<boolean> {
  const address = takeLaunchAddress();
  const launcher = address === undefined ? launchChannel : await reachLauncher(address);
  const isDebugged = address !== undefined || process.execArgv.some((option) => option.startsWith("--inspect"));
  const holds = isDebugged ? await watchHolds() : null;
  await registerLoader();
  const { directory, mode, secrets } = await receive(launcher);
  giveSecrets(secrets);
  // The engine detaches what it spawns; a debugger's child shares the debugger's group.
  const leadsGroup = address === undefined && process.send !== undefined && process.platform !== "win32";
  try {
    return await execute(directory, mode, { launcher, holds, leadsGroup });
  } catch (error) {
    // Before the run has begun, its launcher tells the user; afterwards nobody listens there any more.
    if (error instanceof MillraceError) await launcher.tell({ type: "refused", code: error.code, message: error.message, hint: error.hint ?? null });
    throw error;
  }
}

/** Before anything of the user's is loaded, which may ask for them at once. */
async function hearSecrets(launcher: Launcher): Promise<Secrets> {
  return await new Promise((resolve) => {
    const isHeard = launcher.hear((message) => resolve(message.type === "secrets" ? message.secrets : {}));
    if (!isHeard) resolve({});
  });
}

async function reachLauncher(address: LaunchAddress): Promise<Launcher> {
  const { connectToLauncher } = await import("./launch-socket.ts");
  return await connectToLauncher(address);
}

async function watchHolds(): Promise<DebuggerHolds> {
  const { watchDebugger } = await import("../process/debugger-holds.ts");
  return watchDebugger(systemClock);
}

function isMode(value: string | undefined): value is RunnerMode {
  return value === "run" || value === "resume" || value === "answer" || value === "hooks";
}
