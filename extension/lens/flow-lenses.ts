import { LensPace } from "../../core/presentation/lens-pace.ts";
import { lensTexts } from "../../core/presentation/lens-texts.ts";
import { readLensSettings } from "../../core/presentation/settings.ts";
import type { Engines } from "../folders/engines.ts";
import { fileIn, positionOf } from "../folders/places.ts";
import { codeLanguages, settings } from "../settings.ts";
import { clock } from "../timers.ts";
import { vscode } from "../vscode.ts";

/** Lenses are answered from the mirror, at once: what is known of the flows, with what has happened to them. */
export function showLenses(engines: Engines): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const pace = new LensPace(clock, () => changed.fire());
  const update = (): void => pace.changed(engines.activeRuns() > 0 && engines.all().some(({ status }) => status !== "stopped"));
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      pace.asked();
      return lensesOf(engines, document);
    },
  };
  return vscode.Disposable.from(
    changed,
    pace,
    vscode.languages.registerCodeLensProvider(codeLanguages.map((language) => ({ language, scheme: "file" })), provider),
    engines.onAny(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("millrace.codeLens") && update()),
    vscode.workspace.onDidChangeTextDocument((event) => shift(engines, event)),
  );
}

function lensesOf(engines: Engines, document: vscode.TextDocument): vscode.CodeLens[] {
  const engine = engines.of(document.uri);
  if (engine === undefined) return [];
  const shown = readLensSettings(settings(document.uri));
  return engine.mirror.flowsOf(fileIn(engine, document.uri)).flatMap((flow) => {
    const run = engine.mirror.lastRuns.get(flow.id);
    const texts = lensTexts({ flow, run, isOrdered: engine.isOrdered(flow.id), isTrusted: vscode.workspace.isTrusted, status: engine.status, nowUs: clock.nowUs() });
    const position = document.validatePosition(positionOf(flow));
    return texts.filter(({ kind }) => shown[kind]).map(({ title, tooltip, command, on }) => {
      const reference = { folder: engine.uri, ...(on === "run" ? { runId: run?.id } : { flowId: flow.id }) };
      return new vscode.CodeLens(new vscode.Range(position, position), { title, tooltip, command, arguments: [reference] });
    });
  });
}

/** An edit moves what is below it at once; the engine says a moment later where everything is. */
function shift(engines: Engines, { document, contentChanges }: vscode.TextDocumentChangeEvent): void {
  const engine = engines.of(document.uri);
  for (const { range, text } of engine === undefined ? [] : contentChanges) {
    const firstMoved = range.start.character === 0 ? range.start.line : range.start.line + 1;
    engine?.mirror.shiftLines(fileIn(engine, document.uri), firstMoved, text.split("\n").length - 1 - (range.end.line - range.start.line));
  }
}
