/**
 * A run under js-debug: one launch of the runner. Its children and threads come and go as sessions of their own; only
 * the session that was launched counts.
 */
import { debugFolderKey, debugRunKey, jsDebugLaunch } from "../../core/presentation/js-debug.ts";
import type { DebugLaunch } from "../../core/protocol/editor-api.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { after } from "../timers.ts";
import { vscode } from "../vscode.ts";

const lingerMs = 4_000;

export class DebugSessions implements vscode.Disposable {
  readonly #engines: Engines;
  readonly #sessions = new Map<string, vscode.DebugSession>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(engines: Engines) {
    this.#engines = engines;
    this.#subscriptions = [
      vscode.debug.onDidStartDebugSession((session) => {
        const runId = runOf(session);
        if (runId !== undefined) this.#sessions.set(runId, session);
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        const runId = runOf(session);
        if (runId === undefined) return;
        this.#sessions.delete(runId);
        void this.#ended(session, runId);
      }),
      engines.onDidChange(({ change }) => {
        for (const { after: run } of change.runs) if (isFinalType(run.state.type)) this.#endWith(run.id);
      }),
    ];
  }

  /** Starts the debugger on a run that the engine has prepared. @throws Error when it does not start. */
  async start(engine: FolderEngine, launch: DebugLaunch): Promise<void> {
    try {
      if (await vscode.debug.startDebugging(engine.folder, jsDebugLaunch(engine.uri, launch), { suppressSaveBeforeStart: true })) return;
      throw new Error(`The debugger did not start for ${launch.flow}. The debug console says why.`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await engine.request("millrace/debugEnded", { runId: launch.runId, failure: message });
      throw error;
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #ended({ configuration }: vscode.DebugSession, runId: string): Promise<void> {
    const engine = this.#engines.get(String(configuration[debugFolderKey]));
    await engine?.request("millrace/debugEnded", { runId, failure: null }).catch(() => {
      // An engine that has gone finds the run without a process when it comes back.
    });
  }

  /** The process ends by itself soon after its run; a session that outlives it is stopped. */
  #endWith(runId: string): void {
    if (!this.#sessions.has(runId)) return;
    after(lingerMs, () => {
      const session = this.#sessions.get(runId);
      if (session !== undefined) void vscode.debug.stopDebugging(session);
    });
  }
}

function runOf({ parentSession, configuration }: vscode.DebugSession): string | undefined {
  const runId: unknown = configuration[debugRunKey];
  return parentSession === undefined && typeof runId === "string" ? runId : undefined;
}
