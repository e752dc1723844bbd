/**
 * A run that failed: a mark at the line that threw, and a word to somebody who is not looking. Nothing is said of a run
 * that succeeded, nor of what happened before this window was there.
 */
import { failureNotice, FailureMarks, type FailureMark } from "../../core/presentation/failure-marks.ts";
import { durationMs } from "../../core/presentation/run-look.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { Engines } from "../folders/engines.ts";
import type { FolderEngine } from "../folders/folder-engine.ts";
import { positionOf } from "../folders/places.ts";
import { notifyAfterMs, revealOnRun } from "../../core/presentation/settings.ts";
import { settings } from "../settings.ts";
import { tellError } from "./report.ts";
import { clock } from "../timers.ts";
import { vscode } from "../vscode.ts";

export function showFailures(engines: Engines): vscode.Disposable {
  const marks = new FailureMarks();
  const shown = vscode.languages.createDiagnosticCollection("millrace");
  const draw = (file: string): void => shown.set(vscode.Uri.file(file), marks.of(file).map(diagnosticOf));
  return vscode.Disposable.from(
    shown,
    engines.onChange((engine, change) => {
      for (const { before, after } of change.runs) {
        const { files, hasFailed } = marks.follow(before, after);
        for (const file of files) draw(file);
        // Whoever started it in a terminal reads there how it went.
        if (hasFailed && after.trigger !== "script" && after.trigger !== "command") void tell(engine, after);
      }
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const file = document.uri.fsPath;
      for (const { range } of contentChanges) if (marks.edited(file, range.start.line + 1, range.end.line + 1)) draw(file);
    }),
  );
}

async function tell(engine: FolderEngine, run: RunSummary): Promise<void> {
  const target = { folder: engine.uri, runId: run.id, taskRunId: run.failure?.task?.id };
  if (revealOnRun(settings()) === "onFailure") await vscode.commands.executeCommand("millrace.openRun", target);
  const afterMs = notifyAfterMs(settings());
  if (afterMs === undefined || (vscode.window.state.focused && durationMs(run, clock.nowUs()) < afterMs)) return;
  const { text, actions } = failureNotice(run);
  await tellError(text, actions, target);
}

function diagnosticOf({ at, message, run, callSites }: FailureMark): vscode.Diagnostic {
  const mark = new vscode.Diagnostic(wordAt(vscode.Uri.file(at.file), positionOf(at)), message, vscode.DiagnosticSeverity.Error);
  mark.source = "millrace";
  mark.code = run;
  mark.relatedInformation = callSites.map((site) => new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(site.file), positionOf(site)), site.label));
  return mark;
}

/** The word at the position, else the rest of its line, so that there is something to underline. */
function wordAt(uri: vscode.Uri, position: vscode.Position): vscode.Range {
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  const word = document?.getWordRangeAtPosition(document.validatePosition(position));
  const end = document?.lineAt(Math.min(position.line, document.lineCount - 1)).range.end;
  return word?.with(position) ?? new vscode.Range(position, end ?? position.translate(0, 1));
}
