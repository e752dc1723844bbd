import type { Engines } from "../folders/engines.ts";
import { fileIn, positionOf } from "../folders/places.ts";
import { vscode } from "../vscode.ts";

/** Behind a flow that has just been ordered, until its run exists: VS Code shows a changed lens a quarter of a second late. */
export function markOrders(engines: Engines): vscode.Disposable {
  const mark = vscode.window.createTextEditorDecorationType({
    after: { contentText: "starting…", color: new vscode.ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 2em", fontStyle: "italic" },
  });
  const draw = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const engine = engines.of(editor.document.uri);
      const flows = engine === undefined ? [] : engine.mirror.flowsOf(fileIn(engine, editor.document.uri)).filter(({ id }) => engine.isOrdered(id));
      editor.setDecorations(mark, flows.map((flow) => editor.document.lineAt(editor.document.validatePosition(positionOf(flow))).range));
    }
  };
  return vscode.Disposable.from(mark, engines.onDidChange(({ change }) => change.files.length > 0 && draw()));
}
