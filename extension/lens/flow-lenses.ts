import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { fileIn, positionOf } from "../folders/places.ts";
import { lensSettings } from "../settings.ts";
import { after, every, nowMs, nowUs, type Timer } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { lensTexts } from "../../core/presentation/lens-texts.ts";

// VS Code asks 250 ms or more behind the last change that it was told of, and never while it is told of more:
// https://github.com/microsoft/vscode/blob/main/src/vs/editor/contrib/codelens/browser/codelensController.ts
// So it is told of one change, and of the next when it has asked. It forgets to ask when the editor loses the focus.
const forgottenMs = 1_200;
const runningPeriodMs = 800;
const agePeriodMs = 30_000;

/** Answers from the mirror, at once: what is known of the flows, with what has happened to them. */
export class FlowLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #engines: Engines;
  readonly #aging: Timer = every(agePeriodMs, () => this.#tell());
  #running: Timer | undefined;
  #settling: Timer | undefined;
  /** When VS Code was told of a change that it has not asked about yet. */
  #toldAt: number | undefined;
  readonly #subscriptions: vscode.Disposable[];

  constructor(engines: Engines) {
    this.#engines = engines;
    const selector = ["typescript", "typescriptreact", "javascript", "javascriptreact"].map((language) => ({ language, scheme: "file" }));
    this.#subscriptions = [
      vscode.languages.registerCodeLensProvider(selector, this),
      engines.onDidChange(() => this.#update()),
      engines.onDidChangeStatus(() => this.#update()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#update()),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("millrace.codeLens") && this.#update()),
      vscode.workspace.onDidChangeTextDocument((event) => this.#shift(event)),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    this.#toldAt = undefined;
    const engine = this.#engines.of(document.uri);
    if (engine === undefined) return [];
    const shown = lensSettings(document.uri);
    return engine.mirror.flowsOf(fileIn(engine, document.uri)).flatMap((flow) => {
      const run = engine.mirror.lastRuns.get(flow.id);
      const texts = lensTexts({ flow, run, isOrdered: engine.isOrdered(flow.id), isTrusted: vscode.workspace.isTrusted, status: engine.status, nowUs: nowUs() });
      const position = document.validatePosition(positionOf(flow));
      return texts.filter(({ kind }) => shown[kind]).map(({ title, tooltip, command, on }) => {
        const reference = on === "run" && run !== undefined ? runArgument(engine, run) : { folder: engine.uri, flowId: flow.id };
        return new vscode.CodeLens(new vscode.Range(position, position), { title, tooltip, command, arguments: [reference] });
      });
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions, this.#changed, this.#aging).dispose();
    this.#running?.dispose();
    this.#settling?.dispose();
  }

  #update(): void {
    const isRunning = this.#engines.activeRuns() > 0 && this.#engines.all().some(({ status }) => status !== "stopped");
    if (isRunning) this.#running ??= every(runningPeriodMs, () => this.#tell());
    else {
      this.#running?.dispose();
      this.#running = undefined;
    }
    this.#settling?.dispose();
    this.#settling = after(forgottenMs, () => this.#tell());
    this.#tell();
  }

  #tell(): void {
    const now = nowMs();
    if (this.#toldAt !== undefined && now - this.#toldAt < forgottenMs) return;
    this.#toldAt = now;
    this.#changed.fire();
  }

  /** An edit moves what is below it at once; the engine says a moment later where everything is. */
  #shift({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const engine = this.#engines.of(document.uri);
    if (engine === undefined) return;
    const file = fileIn(engine, document.uri);
    for (const { range, text } of contentChanges) {
      const startsLine = range.start.character === 0;
      engine.mirror.shiftLines(file, startsLine ? range.start.line : range.start.line + 1, text.split("\n").length - 1 - (range.end.line - range.start.line));
    }
  }
}

function runArgument(engine: FolderEngine, run: RunSummary): { readonly folder: string; readonly runId: string } {
  return { folder: engine.uri, runId: run.id };
}
