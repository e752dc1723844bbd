/** What is shown where there is nothing to show yet, and why. */
import { RunView } from "../driver/run-view.ts";
import { resizePanel, type Stage } from "./stage.ts";
import { shopFlows } from "./shop-flows.ts";

export async function playEmpty(stage: Stage): Promise<void> {
  for (const [name, files, hasMillrace, words] of [
    ["empty-no-flows", {}, true, "No flows yet"],
    ["empty-no-millrace", shopFlows, false, "does not have the package"],
    ["empty-no-runs", shopFlows, true, "Nothing has run yet"],
  ] as const) {
    const { window } = await stage.open(files, { hasMillrace });
    await window.command("Millrace: Focus on Flows View");
    await window.command("Millrace: Focus on Runs & Timeline View");
    await resizePanel(window, 420);
    await window.page.locator(".welcome-view-content", { hasText: words }).first().waitFor();
    const view = await RunView.of(window);
    await view.frame.getByText(/Nothing has run yet|No flows found/).waitFor();
    await stage.shot(name, window);
    await window.close();
  }
}
