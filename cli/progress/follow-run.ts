import type { EndedRun, EngineApi, StartedRun } from "../../core/protocol/engine-api.ts";
import { hasCode, MillraceError } from "../../core/protocol/errors.ts";
import type { Context } from "../context.ts";
import { exitCodeOf, exitCodes } from "../exit-codes.ts";
import { Interrupts } from "./interrupts.ts";
import type { Progress } from "./progress.ts";
import { WantedInputs } from "./wanted-inputs.ts";

export interface FollowedRun {
  readonly exitCode: number;
  readonly wasInterrupted: boolean;
}

export interface FollowOptions {
  readonly context: Context;
  readonly engine: EngineApi;
  readonly isJson: boolean;
  readonly start: () => Promise<StartedRun>;
  /** Called with the run once there is one, by a caller that may want to stop it. */
  readonly onStarted?: (run: StartedRun) => void;
}

/**
 * Starts a run, shows it until it ends, and prints its ending. The views are loaded while the runner's process starts.
 */
export async function followRun({ context, engine, isJson, start, onStarted }: FollowOptions): Promise<FollowedRun> {
  const interrupts = new Interrupts(context, engine);
  try {
    // A resumed run has a past, which is not what the user waits for now.
    const sinceUs = context.clock.nowUs();
    const [run, progress] = await Promise.all([start().then((started) => interrupts.aimAt(started)), loadProgress(context, isJson, sinceUs)]);
    const ended = await showUntilEnd(run, { progress, wanted: new WantedInputs(engine) }, interrupts, onStarted).catch(async (error: unknown) => {
      await reportLostRun(context, run, error, isJson);
    });
    if (ended === undefined) return { exitCode: exitCodes.notCompleted, wasInterrupted: interrupts.wereAny };
    const shown = progress.end();
    const { printEnding, printJson } = await import("./print-ending.ts");
    if (isJson) await printJson(context, engine, run.id);
    else await printEnding({ context, engine, run, ended, shown });
    return { exitCode: exitCodeOf(ended.state, interrupts.wereAny), wasInterrupted: interrupts.wereAny };
  } finally {
    interrupts.dispose();
  }
}

/** The run had begun, and its end could not be written or read: this is no broken use. */
async function reportLostRun(context: Context, run: StartedRun, error: unknown, isJson: boolean): Promise<void> {
  const { reportError } = await import("../report-error.ts");
  const isUnwritable = error instanceof MillraceError && hasCode(error, "MILLRACE_STORE_UNWRITABLE");
  const hint = `Free space or mend the permissions; then millrace runs resume ${run.name} goes on from the last success.`;
  await reportError(context, isUnwritable ? new MillraceError(error.code, error.message, { cause: error, hint }) : error, isJson);
}

async function showUntilEnd(
  run: StartedRun,
  { progress, wanted }: { readonly progress: Progress; readonly wanted: WantedInputs },
  interrupts: Interrupts,
  onStarted: FollowOptions["onStarted"],
): Promise<EndedRun> {
  progress.begin(run, wanted);
  try {
    interrupts.tellBy((text) => progress.notice(text));
    onStarted?.(run);
    const ended = await run.ended;
    await wanted.settled();
    return ended;
  } catch (error) {
    progress.end();
    throw error;
  }
}

async function loadProgress(context: Context, isJson: boolean, sinceUs: number): Promise<Progress> {
  if (isJson) {
    const { QuietProgress } = await import("./quiet-progress.ts");
    return new QuietProgress(context, sinceUs);
  }
  const { env, stdout } = context;
  const isLive = stdout.isTty && stdout.size() !== undefined && isUnset(env["CI"]) && env["TERM"] !== "dumb";
  if (isLive) {
    const { LiveProgress } = await import("./live-progress.ts");
    return new LiveProgress(context, sinceUs);
  }
  const { PlainProgress } = await import("./plain-progress.ts");
  return new PlainProgress(context, sinceUs);
}

function isUnset(variable: string | undefined): boolean {
  return variable === undefined || ["", "0", "false"].includes(variable);
}
