import type { Engines } from "../folders/engines.ts";
import { fileIn, positionOf } from "../folders/places.ts";
import { after } from "../timers.ts";
import { vscode } from "../vscode.ts";

/** How long VS Code may take to draw the lenses that say the same. */
const lensMs = 600;

/** At the end of a flow's line, from the click on: VS Code draws a changed lens a quarter of a second late at best. */
export function markOrders(engines: Engines): vscode.Disposable {
  const mark = vscode.window.createTextEditorDecorationType({
    after: { contentText: "starting…", color: new vscode.ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 2em", fontStyle: "italic" },
  });
  /** By flow: how many orders are shown, those included that were carried out a moment ago. */
  const shown = new Map<string, number>();
  const draw = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const engine = engines.of(editor.document.uri);
      const flows = engine?.mirror.flowsOf(fileIn(engine, editor.document.uri)).filter(({ id }) => shown.has(`${engine.uri} ${id}`)) ?? [];
      editor.setDecorations(mark, flows.map((flow) => editor.document.lineAt(editor.document.validatePosition(positionOf(flow))).range));
    }
  };
  const count = (key: string, by: number): void => {
    const orders = (shown.get(key) ?? 0) + by;
    if (orders === 0) shown.delete(key);
    else shown.set(key, orders);
    draw();
  };
  return vscode.Disposable.from(mark, engines.onOrder(({ engine, flowId, isDone }) => {
    const key = `${engine.uri} ${flowId}`;
    if (isDone) after(lensMs, () => count(key, -1));
    else count(key, 1);
  }));
}
