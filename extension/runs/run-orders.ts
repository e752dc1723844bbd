/** The one way to start a run, whoever asks for it: lens, tree, palette, key, view or debugger. */
import type { ParameterValues, RunOrder, StartedAnswer } from "../../core/protocol/editor-api.ts";
import type { FlowEntry } from "../../core/protocol/flow-entry.ts";
import type { DebugSessions } from "../debug/debug-session.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { uriOf } from "../folders/places.ts";
import { askParameters } from "../parameters/ask-parameters.ts";
import { openAsJson, type RunMode } from "../parameters/json-document.ts";
import { savesBeforeRun } from "../settings.ts";
import { vscode } from "../vscode.ts";
import { obstacleOf } from "../../core/presentation/obstacle.ts";
import { reportFailure } from "./report.ts";

export type { RunMode } from "../parameters/json-document.ts";

const codeLanguages = ["typescript", "typescriptreact", "javascript", "javascriptreact"];

export class RunOrders implements vscode.Disposable {
  readonly #debugging: DebugSessions;
  readonly #storage: vscode.Uri;
  readonly #started = new vscode.EventEmitter<{ readonly engine: FolderEngine; readonly run: StartedAnswer }>();
  readonly onDidStart = this.#started.event;

  constructor(debugging: DebugSessions, storage: vscode.Uri) {
    this.#debugging = debugging;
    this.#storage = storage;
  }

  /** Asks for parameters when they are needed or wanted. `undefined`: nothing was started, and the user knows why. */
  async runFlow(engine: FolderEngine, flow: FlowEntry, mode: RunMode, asking: "whenRequired" | "always" = "whenRequired"): Promise<StartedAnswer | undefined> {
    if (!(await isClear(engine))) return undefined;
    const isAsked = flow.parameters === "required" || (asking === "always" && flow.parameters === "optional");
    const parameters = isAsked ? await this.#ask(engine, flow, mode) : null;
    return parameters === undefined ? undefined : await this.runWith(engine, flow, parameters, mode);
  }

  async runWith(engine: FolderEngine, flow: FlowEntry, parameters: ParameterValues | null, mode: RunMode): Promise<StartedAnswer | undefined> {
    const reference = { file: uriOf(engine, flow.file).fsPath, flow: flow.export ?? flow.name };
    return await this.carryOut(engine, { kind: "flow", ...reference, parameters }, flow.id, mode);
  }

  async carryOut(engine: FolderEngine, order: RunOrder, flowId: string | null, mode: RunMode): Promise<StartedAnswer | undefined> {
    if (!(await isClear(engine))) return undefined;
    try {
      return await engine.order(flowId, async () => {
        if (savesBeforeRun(engine.folder)) await saveCode(engine);
        const run = mode === "run" ? await engine.request("millrace/run", order) : await this.#debug(engine, order);
        this.#started.fire({ engine, run });
        return run;
      });
    } catch (error) {
      await reportFailure(error);
      return undefined;
    }
  }

  dispose(): void {
    this.#started.dispose();
  }

  async #ask(engine: FolderEngine, flow: FlowEntry, mode: RunMode): Promise<ParameterValues | undefined> {
    try {
      const reference = { file: uriOf(engine, flow.file).fsPath, flow: flow.export ?? flow.name };
      const description = await engine.request("millrace/describeFlow", reference);
      const answers = await askParameters(description, mode === "run" ? "Run" : "Debug");
      if (answers === "escaped") return undefined;
      if (answers === "asJson") {
        await openAsJson(this.#storage, engine, description, mode);
        return undefined;
      }
      const { problems } = await engine.request("millrace/checkParameters", { ...reference, parameters: answers });
      if (problems.length === 0) return answers;
      void vscode.window.showErrorMessage(`${flow.name} was not started. ${problems.map(({ message }) => message).join(" ")}`);
    } catch (error) {
      await reportFailure(error);
    }
    return undefined;
  }

  async #debug(engine: FolderEngine, order: RunOrder): Promise<StartedAnswer> {
    const launch = await engine.request("millrace/debug", order);
    await this.#debugging.start(engine, launch);
    return { runId: launch.runId, name: launch.name };
  }
}

/** Tells what is in the way, with the button that mends it. */
async function isClear({ mirror, folder }: FolderEngine): Promise<boolean> {
  const obstacle = obstacleOf({ isTrusted: vscode.workspace.isTrusted, sdk: mirror.sdk, node: mirror.node, store: mirror.store });
  if (obstacle === undefined) return true;
  const { message, mend } = obstacle;
  const chosen = await vscode.window.showErrorMessage(message, ...(mend === null ? [] : [mend.title]));
  if (mend !== null && chosen === mend.title) await vscode.commands.executeCommand(mend.command, ...(mend.arguments.length === 0 ? [{ folder: folder.uri.toString() }] : mend.arguments));
  return false;
}

async function saveCode({ folder }: FolderEngine): Promise<void> {
  const isOurs = (document: vscode.TextDocument): boolean => vscode.workspace.getWorkspaceFolder(document.uri) === folder;
  const dirty = vscode.workspace.textDocuments.filter((document) => document.isDirty && codeLanguages.includes(document.languageId) && isOurs(document));
  await Promise.all(dirty.map((document) => document.save()));
}
