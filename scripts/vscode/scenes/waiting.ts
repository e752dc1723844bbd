/** A release that waits for somebody to approve it: what is seen of it, and the form. */
import { RunView } from "../driver/run-view.ts";
import { shopFlows } from "./shop-flows.ts";
import { resizePanel, themes, type Stage } from "./stage.ts";

const release = `import { setTimeout } from "node:timers/promises";
import { flow, pause, task } from "millrace";

interface Approval {
  /** Who gets it. */
  channel: "beta" | "stable";
  /** Percent of shops on the first day. */
  share: number;
  /** Stands on top of the release notes. */
  note: string;
  notify: boolean;
}

const build = task(async (version: string) => {
  await setTimeout(900);
  return \`till-\${version}.zip\`;
});

const testTill = task(async (archive: string, till: string) => {
  await setTimeout(300 + till.length * 200);
  return { archive, till, isGreen: true };
});

const publish = task(async (archive: string, approval: Approval) => \`\${archive} to \${approval.share}% of \${approval.channel}\`);

/** Builds the tills' software, has it tested, and ships it once somebody says so. */
export const releaseTills = flow({ name: "Release tills" }, async (version = "1.4.0") => {
  const archive = await build(version);
  await Promise.all(["front", "bakery", "garden"].map((till) => testTill(archive, till)));
  const approval = await pause<Approval>({ description: \`Ship \${version} to the shops?\`, timeout: "1d", initial: { share: 10, notify: true } });
  return await publish(archive, approval);
});
`;

export async function playWaiting(stage: Stage): Promise<void> {
  const { window } = await stage.open({ ...shopFlows, "flows/release-tills.ts": release });
  await window.command("Millrace: Focus on Runs View");
  await window.openFile("flows/release-tills.ts");
  await window.goToLine(29);
  await window.lens("Run flow").click();
  await window.lens("waiting for input").waitFor({ timeout: 90_000 });
  const view = await RunView.of(window);
  await view.frame.getByRole("region", { name: "Waits for you" }).waitFor();
  await resizePanel(window, 420);
  await stage.shot("approval", window);
  for (const [name, theme] of themes) {
    await window.useTheme(theme);
    await stage.shot(`approval-${name}`, window);
  }
  await view.frame.getByRole("button", { name: "Submit" }).click();
  await view.frame.locator(".field-wrong").first().waitFor();
  await resizePanel(window, 300);
  for (const [name, theme] of themes) {
    await window.useTheme(theme);
    await stage.shot(`approval-narrow-${name}`, window, window.page.locator(".part.auxiliarybar"));
  }
  await window.useTheme(themes[0][1]);
  await window.lens("waiting for input").click();
  await window.choice("beta").waitFor();
  await stage.shot("approval-question", window);
}
