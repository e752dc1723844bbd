import { LensPace } from "../../core/presentation/lens-pace.ts";
import { lensesOf, type PlacedLens } from "../../core/presentation/lens-texts.ts";
import { readLensSettings } from "../../core/presentation/settings.ts";
import type { Engines } from "../folders/engines.ts";
import { fileIn, positionOf } from "../folders/places.ts";
import { codeLanguages, settings } from "../settings.ts";
import { clock, minutesFromUtc } from "../timers.ts";
import { vscode } from "../vscode.ts";

/** Lenses are answered from the mirror, at once: what is known of the flows, with what has happened to them. */
export function showLenses(engines: Engines, recalled: Promise<void>): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const openFiles = (document: string): readonly vscode.TextDocument[] => vscode.workspace.textDocuments.filter(({ uri }) => uri.toString() === document);
  const pace = new LensPace(clock, () => changed.fire(), (document) => openFiles(document).map(({ uri }) => JSON.stringify(lensesIn(engines, uri)))[0]);
  const update = (): void => pace.changed(engines.activeRuns() > 0 && engines.all().some(({ status }) => status !== "stopped"));
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      await recalled;
      const lenses = lensesIn(engines, document.uri);
      pace.asked(document.uri.toString(), JSON.stringify(lenses));
      return lenses.map(({ title, tooltip, command, reference, ...place }) => {
        const position = document.validatePosition(positionOf(place));
        return new vscode.CodeLens(new vscode.Range(position, position), { title, tooltip, command, arguments: [reference] });
      });
    },
  };
  return vscode.Disposable.from(
    changed,
    pace,
    vscode.languages.registerCodeLensProvider(codeLanguages.map((language) => ({ language, scheme: "file" })), provider),
    engines.onAny(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("millrace.codeLens") && update()),
    // What is below an edit moves at once; the engine says a moment later where everything is.
    vscode.workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
      const engine = engines.of(uri);
      for (const { range, text } of contentChanges) engine?.mirror.edited(fileIn(engine, uri), range, text);
    }),
  );
}

function lensesIn(engines: Engines, uri: vscode.Uri): readonly PlacedLens[] {
  const engine = engines.of(uri);
  return engine === undefined ? [] : lensesOf(engine, fileIn(engine, uri), { shown: readLensSettings(settings(uri)), isTrusted: vscode.workspace.isTrusted, nowUs: clock.nowUs(), offsetMinutes: minutesFromUtc() });
}
