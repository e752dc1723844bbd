/** What is shown where there is nothing to show yet, and why. */
import { resizePanel, type Stage } from "./stage.ts";
import { shopFlows } from "./shop-flows.ts";

export async function playEmpty(stage: Stage): Promise<void> {
  for (const [name, files, hasMillrace] of [
    ["empty-no-flows", {}, true],
    ["empty-no-millrace", shopFlows, false],
    ["empty-no-runs", shopFlows, true],
  ] as const) {
    const { window } = await stage.open(files, { hasMillrace });
    await window.command("Millrace: Focus on Flows View");
    await window.command("Millrace: Focus on Runs & Timeline View");
    await resizePanel(window, 420);
    await stage.shot(name, window);
    await window.close();
  }
}
