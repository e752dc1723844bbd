import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { fileIn, positionOf } from "../folders/places.ts";
import { lensSettings } from "../settings.ts";
import { every, nowUs, Throttle, type Timer } from "../timers.ts";
import { vscode } from "../vscode.ts";
import { lensTexts } from "../../core/presentation/lens-texts.ts";

const runningPeriodMs = 250;
const agePeriodMs = 30_000;

/** Answers from the mirror, at once: what is known of the flows, with what has happened to them. */
export class FlowLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #engines: Engines;
  readonly #refresh = new Throttle(runningPeriodMs, () => this.#changed.fire());
  readonly #aging: Timer = every(agePeriodMs, () => this.#refresh.call());
  #running: Timer | undefined;
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
    vscode.Disposable.from(...this.#subscriptions, this.#changed, this.#refresh, this.#aging).dispose();
    this.#running?.dispose();
  }

  #update(): void {
    const isRunning = this.#engines.all().some((engine) => engine.status !== "stopped" && engine.mirror.activeRuns().some(({ flowId }) => flowId !== null));
    if (isRunning) this.#running ??= every(runningPeriodMs, () => this.#refresh.call());
    else {
      this.#running?.dispose();
      this.#running = undefined;
    }
    this.#refresh.call();
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
