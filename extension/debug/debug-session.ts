/**
 * A run under js-debug: one launch of the runner. Its children and threads come and go as sessions of their own; only
 * the session that was launched counts.
 */
import { debugFolderKey, debugRunKey, jsDebugLaunch } from "../../core/presentation/js-debug.ts";
import type { DebugLaunch } from "../../core/protocol/editor-api.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { clock } from "../timers.ts";
import { vscode } from "../vscode.ts";

const lingerMs = 4_000;

/** Starts the debugger on a run that the engine has prepared. @throws Error when it does not start. */
export async function startDebugging(engine: FolderEngine, launch: DebugLaunch): Promise<void> {
  try {
    if (await vscode.debug.startDebugging(engine.folder, jsDebugLaunch(engine.uri, launch), { suppressSaveBeforeStart: true })) return;
    throw new Error(`The debugger did not start for ${launch.flow}. The debug console says why.`);
  } catch (error) {
    await tellEnded(engine, launch.runId, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** The end of a session is told to its engine; a session that outlives its run is ended. */
export function followSessions(engines: Engines): vscode.Disposable {
  const sessions = new Map<string, vscode.DebugSession>();
  return vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession((session) => {
      const runId = runOf(session);
      if (runId !== undefined) sessions.set(runId, session);
    }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      const runId = runOf(session);
      if (runId === undefined) return;
      sessions.delete(runId);
      void tellEnded(engines.get(String(session.configuration[debugFolderKey])), runId, null);
    }),
    engines.onChange((_, { runs }) => {
      for (const { after: run } of runs) {
        // The process ends by itself soon after its run.
        if (sessions.has(run.id) && isFinalType(run.state.type)) clock.startTimer(lingerMs, () => sessions.has(run.id) && void vscode.debug.stopDebugging(sessions.get(run.id)));
      }
    }),
  );
}

async function tellEnded(engine: FolderEngine | undefined, runId: string, failure: string | null): Promise<void> {
  // An engine that has gone finds the run without a process when it comes back.
  await engine?.request("millrace/debugEnded", { runId, failure }).catch(() => undefined);
}

function runOf({ parentSession, configuration }: vscode.DebugSession): string | undefined {
  const runId: unknown = configuration[debugRunKey];
  return parentSession === undefined && typeof runId === "string" ? runId : undefined;
}
