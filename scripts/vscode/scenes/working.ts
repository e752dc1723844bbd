/** A day with the extension: from a flow that has never run to one that failed and is looked into. */
import { nextStop, setBreakpoints, continueDebugging } from "../driver/debugger.ts";
import type { EditorWindow } from "../driver/editor-window.ts";
import { RunView } from "../driver/run-view.ts";
import { until } from "../driver/until.ts";
import { shopFlows } from "./shop-flows.ts";
import { resizePanel, themes, type Stage } from "./stage.ts";

const report = "flows/nightly-report.ts";
/** Line of the flow's definition, and of a statement in a task, 1-based. */
const flowLine = 30;
const taskLine = 26;

export async function playWorking(stage: Stage): Promise<void> {
  const { workspace, window } = await stage.open(shopFlows);
  await window.openFile(report);
  await window.goToLine(flowLine);
  await window.lens("never run").waitFor();
  await stage.shot("lenses-idle", window);

  await window.lens("Run flow…").click();
  await window.choice("chat").waitFor();
  await stage.shot("prompt", window, { x: 350, y: 24, width: 1010, height: 640 });
  await answer(window, "mail");
  await window.lens("Stop").waitFor();
  const view = await RunView.of(window);
  await view.row("sumUp-0").waitFor();
  await stage.shot("running", window);
  await window.lens("just now").waitFor();
  await stage.shot("panel-300", window);

  await showLenses(stage, window);
  workspace.write("truck", "");
  await window.openFile(report);
  await window.lens("just now").click();
  await view.row("sumUp-0").waitFor();
  await window.command("View: Toggle Primary Side Bar Visibility");
  await resizePanel(window, 620);
  await view.select("fetchOrders-1");
  await view.inspector.getByText("503").first().waitFor();
  for (const [name, theme] of themes) {
    await window.useTheme(theme);
    await stage.shot(`panel-wide-${name}`, window);
  }
  await resizePanel(window, 300);
  for (const [name, theme] of themes) {
    await window.useTheme(theme);
    await stage.shot(`panel-narrow-${name}`, window);
  }
  await window.useTheme(themes[0][1]);

  await window.command("View: Toggle Primary Side Bar Visibility");
  await window.command("Millrace: Focus on Flows View");
  await resizePanel(window, 460);
  await stage.shot("overview", window);
  await stage.shot("trees", window, window.page.locator(".part.sidebar"));

  await window.command("Millrace: Show Log");
  await until(async () => (await window.outputText()).includes("orders"), "the log");
  await stage.shot("output", window);
  await window.command("View: Toggle Panel Visibility");

  await view.openTab("Graph");
  await view.graphNode(/publish-0.*sumUp-0/).waitFor();
  await stage.shot("graph", window, window.page.locator(".part.auxiliarybar"));
  await view.openTab("Timeline");

  await failAndShow(stage, window);
  await window.command("Millrace: Show Graph…");
  await window.pick("Nightly report");
  await view.graphNode("publish").waitFor();
  await stage.shot("graph-static", window);

  await setBreakpoints(window, [{ file: workspace.path(report), line: taskLine }]);
  await window.lens("Debug flow").click();
  await answer(window, "mail");
  await nextStop(window);
  await window.stoppedIn("nightly-report.ts").waitFor();
  await window.page.locator(".debug-variables .monaco-list-row", { hasText: "Local" }).click();
  await window.page.locator(".debug-variables .monaco-list-row", { hasText: "channel" }).waitFor();
  await stage.shot("breakpoint", window);
  await window.run(({ vscode }) => vscode.debug.removeBreakpoints(vscode.debug.breakpoints));
  await continueDebugging(window);
  await window.lens("just now").waitFor();
}

/** Three flows: one that has never run, one that failed, one that runs. */
async function showLenses(stage: Stage, window: EditorWindow): Promise<void> {
  await window.openFile("flows/stock.ts");
  await window.lens("Run flow", 1).click();
  await window.lens("failed in reorder-1", 1).waitFor();
  await window.lens("Run flow", 2).click();
  await window.lens("1/2", 2).waitFor();
  await stage.shot("lenses", window, { x: 350, y: 60, width: 720, height: 560 });
}

async function failAndShow(stage: Stage, window: EditorWindow): Promise<void> {
  await window.lens("Run flow…").click();
  await answer(window, "fax");
  await window.lens("failed in publish-0").click();
  const view = await RunView.of(window);
  await view.select("publish-0");
  await view.inspector.getByText("Nobody has a fax").first().waitFor();
  await view.inspector.locator(".stack .place").first().click();
  await stage.shot("failure", window);
}

/** Answers the first question, and keeps what the others propose. */
async function answer(window: EditorWindow, channel: string): Promise<void> {
  await window.pick(channel);
  for (const step of ["2/3", "3/3"]) {
    await window.page.locator(".quick-input-title", { hasText: step }).waitFor();
    await window.page.keyboard.press("Enter");
  }
}
