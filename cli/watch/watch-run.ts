import { dirname } from "node:path";
import type { EngineApi, StartedRun, StartRun } from "../../core/protocol/engine-api.ts";
import { findWorkspace } from "../../journal/workspace.ts";
import type { Context, Subscription } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { followRun } from "../progress/follow-run.ts";
import { reportError } from "../report-error.ts";
import { lookFor, toLine } from "../view/look.ts";
import { timeOfDay } from "../view/time-of-day.ts";
import { FileChanges } from "./file-changes.ts";
import { importedFiles } from "./imported-files.ts";

/** Runs the flow, and again whenever its sources change, until Ctrl+C. A run that still goes on is cancelled first. */
export async function watchRun(context: Context, engine: EngineApi, request: StartRun): Promise<number> {
  const { root } = findWorkspace(dirname(request.file), context.cwd, context.env["MILLRACE_HOME"]);
  const changes = new FileChanges(context.clock);
  let running: StartedRun | undefined;
  changes.onChange(() => {
    running?.cancel("The code has changed.").catch(() => {
      // It ended by itself in this moment.
    });
  });
  try {
    for (;;) {
      changes.watch(importedFiles(request.file, root));
      const isInterrupted = await runOnce(context, engine, request, (run) => {
        running = run;
        if (changes.arePending) void run.cancel("The code has changed.");
      });
      running = undefined;
      changes.watch(importedFiles(request.file, root));
      if (isInterrupted || !(await nextChange(context, changes))) return exitCodes.interrupted;
      separate(context);
    }
  } finally {
    await changes.dispose();
  }
}

/** Whether it was interrupted. Broken use is told and waits for a change, like a failed run. */
async function runOnce(
  context: Context,
  engine: EngineApi,
  request: StartRun,
  onStarted: (run: StartedRun) => void,
): Promise<boolean> {
  try {
    const followed = await followRun({ context, engine, isJson: false, start: () => engine.startRun(request), onStarted });
    return followed.wasInterrupted;
  } catch (error) {
    await reportError(context, error, false);
    return false;
  }
}

/** Waits for a change; false when Ctrl+C came first. */
async function nextChange(context: Context, changes: FileChanges): Promise<boolean> {
  const look = lookFor(context, context.stdout);
  if (!changes.arePending) context.stdout.write(`\n${toLine(look, [{ text: "Waiting for a change… Ctrl+C ends it.", paint: "dim" }])}\n`);
  let subscription: Subscription | undefined;
  const interrupted = new Promise<false>((resolve) => {
    subscription = context.onInterrupt(() => {
      context.stdout.write("\n");
      resolve(false);
    });
  });
  try {
    return await Promise.race([changes.next().then(() => true), interrupted]);
  } finally {
    subscription?.dispose();
  }
}

function separate(context: Context): void {
  const look = lookFor(context, context.stdout);
  const time = timeOfDay(context.clock.nowUs(), context.utcOffsetMinutes, "s");
  const rule = look.icons.rule.repeat(Math.min(look.columns, 60) - time.length - 4);
  context.stdout.write(`\n${toLine(look, [{ text: `${look.icons.rule}${look.icons.rule} ${time} ${rule}`, paint: "dim" }])}\n\n`);
}
