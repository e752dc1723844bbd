/**
 * A run that failed: a mark at the line that threw, and a word to somebody who is not looking. Nothing is said of a run
 * that succeeded, nor of what happened before this window was there.
 */
import { durationMs, stateWords } from "../../core/presentation/run-look.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { positionOf } from "../folders/places.ts";
import { notifyAfterMs, revealOnRun } from "../settings.ts";
import { nowUs } from "../timers.ts";
import { vscode } from "../vscode.ts";

export class Failures implements vscode.Disposable {
  readonly #marks = vscode.languages.createDiagnosticCollection("millrace");
  /** By flow: the file that its mark stands in. */
  readonly #marked = new Map<string, vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;

  constructor(engines: Engines) {
    this.#subscriptions = vscode.Disposable.from(
      this.#marks,
      engines.onDidChange(({ engine, change }) => {
        for (const { before, after } of change.runs) this.#follow(engine, before, after);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => this.#edited(document, contentChanges)),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #follow(engine: FolderEngine, before: RunSummary | undefined, run: RunSummary): void {
    if (!isFinalType(run.state.type)) return this.#clear(run.flowId ?? run.flow);
    if (before !== undefined && isFinalType(before.state.type)) return;
    this.#clear(run.flowId ?? run.flow);
    if (run.failure === null) return;
    this.#mark(run);
    if (run.trigger !== "script" && run.trigger !== "command") void tell(engine, run);
  }

  #mark(run: RunSummary): void {
    const { failure } = run;
    if (failure?.at == null) return;
    const uri = vscode.Uri.file(failure.at.file);
    const message = failure.error === null ? (run.state.message ?? stateWords(run)) : `${failure.error.name}: ${failure.error.message}`;
    const mark = new vscode.Diagnostic(wordAt(uri, failure.at), message, vscode.DiagnosticSeverity.Error);
    mark.source = "millrace";
    mark.code = run.name;
    mark.relatedInformation = failure.callSites.map((site) => {
      const position = positionOf(site);
      return new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(site.file), position), site.label);
    });
    this.#marks.set(uri, [...(this.#marks.get(uri) ?? []), mark]);
    this.#marked.set(run.flowId ?? run.flow, uri);
  }

  #clear(flow: string): void {
    const uri = this.#marked.get(flow);
    if (uri !== undefined) this.#marks.delete(uri);
    this.#marked.delete(flow);
  }

  /** An edited line is no longer the one that threw. */
  #edited({ uri }: vscode.TextDocument, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const marks = this.#marks.get(uri) ?? [];
    const kept = marks.filter(({ range }) => !changes.some((change) => change.range.start.line <= range.start.line && range.start.line <= change.range.end.line));
    if (kept.length < marks.length) this.#marks.set(uri, kept);
  }
}

async function tell(engine: FolderEngine, run: RunSummary): Promise<void> {
  const target = { folder: engine.uri, runId: run.id, taskRunId: run.failure?.task?.id };
  if (revealOnRun() === "onFailure") await vscode.commands.executeCommand("millrace.openRun", target);
  const afterMs = notifyAfterMs();
  if (afterMs === undefined || (vscode.window.state.focused && durationMs(run, nowUs()) < afterMs)) return;
  const actions = { Debug: "millrace.debugAgain", ...(run.isResumable ? { Resume: "millrace.resumeRun" } : {}), Open: "millrace.openRun" };
  const error = run.failure?.error?.message ?? run.state.message ?? "";
  const chosen = await vscode.window.showErrorMessage(`${run.flow} ${stateWords(run)}${error === "" ? "" : `: ${error}`}`, ...Object.keys(actions));
  if (chosen !== undefined) await vscode.commands.executeCommand(new Map(Object.entries(actions)).get(chosen) ?? "", target);
}

/** To the end of what stands at the position, so that there is something to underline. */
function wordAt(uri: vscode.Uri, place: { readonly line: number; readonly column: number }): vscode.Range {
  const position = positionOf(place);
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  const word = document?.getWordRangeAtPosition(document.validatePosition(position));
  const end = document?.lineAt(Math.min(position.line, document.lineCount - 1)).range.end;
  return word?.with(position) ?? new vscode.Range(position, end ?? position.translate(0, 1));
}
