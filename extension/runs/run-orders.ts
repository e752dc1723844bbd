/** The one way to start a run, whoever asks for it: lens, tree, palette, key, view or debugger. */
import { obstacleOf } from "../../core/presentation/obstacle.ts";
import type { FlowReference, ParameterValues, RunOrder, StartedAnswer } from "../../core/protocol/editor-api.ts";
import type { FlowEntry } from "../../core/protocol/flow-entry.ts";
import { startDebugging } from "../debug/debug-session.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { uriOf } from "../folders/places.ts";
import { askParameters } from "../parameters/ask-parameters.ts";
import { openAsJson } from "../parameters/run-json-document.ts";
import { savesBeforeRun } from "../../core/presentation/settings.ts";
import { codeLanguages, settings } from "../settings.ts";
import { vscode } from "../vscode.ts";
import { reportFailure, tellError } from "./report.ts";

export type RunMode = "run" | "debug";

export class RunOrders implements vscode.Disposable {
  readonly #storage: vscode.Uri;
  readonly #started = new vscode.EventEmitter<{ readonly engine: FolderEngine; readonly run: StartedAnswer }>();
  readonly onDidStart = this.#started.event;

  constructor(storage: vscode.Uri) {
    this.#storage = storage;
  }

  /** Asks for parameters when they are needed or wanted; the second click of a double one is none. `undefined`: nothing was started, and the user knows why. */
  async runFlow(engine: FolderEngine, flow: FlowEntry, mode: RunMode, asking: "whenRequired" | "always" = "whenRequired"): Promise<StartedAnswer | undefined> {
    if (!engine.takeClick(flow.id) || !(await isClear(engine))) return undefined;
    const isAsked = flow.parameters === "required" || (asking === "always" && flow.parameters === "optional");
    return isAsked ? await this.#ask(engine, flow, mode) : await this.#run(engine, flow, null, mode);
  }

  /** With parameters that a person has typed. */
  async runChecked(engine: FolderEngine, flow: FlowEntry, parameters: ParameterValues, mode: RunMode): Promise<StartedAnswer | undefined> {
    try {
      const { problems } = await engine.request("millrace/checkParameters", { ...referenceTo(engine, flow), parameters });
      if (problems.length === 0) return await this.#run(engine, flow, parameters, mode);
      void vscode.window.showErrorMessage(`${flow.name} was not started. ${problems.map(({ message }) => message).join(" ")}`);
    } catch (error) {
      await reportFailure(error);
    }
    return undefined;
  }

  async carryOut(engine: FolderEngine, order: RunOrder, flowId: string | null, mode: RunMode): Promise<StartedAnswer | undefined> {
    if (!(await isClear(engine))) return undefined;
    try {
      return await engine.order(flowId, async () => {
        if (savesBeforeRun(settings(engine.folder.uri))) await saveCode(engine);
        const run = mode === "run" ? await engine.request("millrace/run", order) : await debug(engine, order);
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

  async #run(engine: FolderEngine, flow: FlowEntry, parameters: ParameterValues | null, mode: RunMode): Promise<StartedAnswer | undefined> {
    return await this.carryOut(engine, { kind: "flow", ...referenceTo(engine, flow), parameters }, flow.id, mode);
  }

  async #ask(engine: FolderEngine, flow: FlowEntry, mode: RunMode): Promise<StartedAnswer | undefined> {
    try {
      const description = await engine.request("millrace/describeFlow", referenceTo(engine, flow));
      const answers = await askParameters(description, mode === "run" ? "Run" : "Debug", async (name, value) => {
        const { problems } = await engine.request("millrace/checkParameters", { ...referenceTo(engine, flow), parameters: { [name]: value } });
        return problems.find(({ parameter }) => parameter === name)?.message;
      });
      if (answers === "asJson") await openAsJson(this.#storage, description, { folder: engine.uri, flowId: flow.id, mode });
      else if (answers !== "escaped") return await this.runChecked(engine, flow, answers, mode);
    } catch (error) {
      await reportFailure(error);
    }
    return undefined;
  }
}

async function debug(engine: FolderEngine, order: RunOrder): Promise<StartedAnswer> {
  const launch = await engine.request("millrace/debug", order);
  await startDebugging(engine, launch);
  return launch;
}

function referenceTo(engine: FolderEngine, flow: FlowEntry): FlowReference {
  return { file: uriOf(engine, flow.file).fsPath, flow: flow.export ?? flow.name };
}

/** Tells what is in the way, with the button that mends it. */
async function isClear({ mirror, uri }: FolderEngine): Promise<boolean> {
  const obstacle = obstacleOf({ isTrusted: vscode.workspace.isTrusted, sdk: mirror.sdk, node: mirror.node, store: mirror.store });
  if (obstacle === undefined) return true;
  const { message, mend } = obstacle;
  await tellError(message, mend === null ? {} : { [mend.title]: mend.command }, mend?.argument ?? { folder: uri });
  return false;
}

async function saveCode({ folder }: FolderEngine): Promise<void> {
  const isOurs = (document: vscode.TextDocument): boolean => vscode.workspace.getWorkspaceFolder(document.uri) === folder;
  const dirty = vscode.workspace.textDocuments.filter((document) => document.isDirty && codeLanguages.includes(document.languageId) && isOurs(document));
  await Promise.all(dirty.map((document) => document.save()));
}
