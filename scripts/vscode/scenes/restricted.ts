/** A workspace that is not trusted. */
import { shopFlows } from "./shop-flows.ts";
import type { Stage } from "./stage.ts";

export async function playRestricted(stage: Stage): Promise<void> {
  const { window } = await stage.open(shopFlows);
  await window.openFile("flows/nightly-report.ts");
  await window.goToLine(30);
  await window.command("Millrace: Focus on Flows View");
  await window.lens("Trust to run").waitFor();
  await stage.shot("restricted", window);
}
