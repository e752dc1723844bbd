import type { Engines } from "../folders/engines.ts";
import { fileIn, positionOf } from "../folders/places.ts";
import { clock } from "../timers.ts";
import { vscode } from "../vscode.ts";

/** How long VS Code may take to draw the lenses that say the same. */
const lensMs = 600;

/** At the end of a flow's line, from the click on: VS Code draws a changed lens a quarter of a second late at best. */
export function markOrders(engines: Engines): vscode.Disposable {
  const mark = vscode.window.createTextEditorDecorationType({
    after: { contentText: "starting…", color: new vscode.ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 2em", fontStyle: "italic" },
  });
  const shown = new Set<string>();
  const draw = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const engine = engines.of(editor.document.uri);
      const flows = engine?.mirror.flowsOf(fileIn(engine, editor.document.uri)).filter(({ id }) => shown.has(`${engine.uri} ${id}`)) ?? [];
      editor.setDecorations(mark, flows.map((flow) => editor.document.lineAt(editor.document.validatePosition(positionOf(flow))).range));
    }
  };
  const listening = engines.onNews(({ engine, news }) => {
    if (news.kind !== "ordered") return;
    const key = `${engine.uri} ${news.flowId}`;
    shown.add(key);
    draw();
    clock.startTimer(lensMs, () => {
      if (!engine.isOrdered(news.flowId) && shown.delete(key)) draw();
    });
  });
  return vscode.Disposable.from(mark, listening);
}
