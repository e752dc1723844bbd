import { expect } from "vitest";
import { failing, gated } from "../../scripts/vscode/driver/sample-flows.ts";
import { test } from "./support/editor-test.ts";

test("the trees list flows with how they went, and runs with what goes on first", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/failing.ts": failing, "flows/gated.ts": gated } });
  await window.command("Millrace: Focus on Flows View");
  await window.openFile("flows/failing.ts");
  await window.lens("Run flow").click();
  await window.lens("failed in load-1").waitFor();
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").click();
  await window.treeRow("gated").filter({ hasText: "1/2" }).first().waitFor();
  await expect.poll(() => window.treeTexts("Flows")).toEqual(["failing.ts", "failing", "gated.ts", "gated"]);
  await expect.poll(() => window.treeTexts("Runs")).toEqual(["Running", "gated", "Today", "failing"]);
  await window.page.locator(".activitybar .badge", { hasText: "1" }).waitFor();
  await window.statusItem("1 running").waitFor();
  workspace.write("go", "");
  await expect.poll(() => window.treeTexts("Runs")).toEqual(["Today", "gated", "failing"]);
});

test("a run is stopped from its line in the tree", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated } });
  await window.command("Millrace: Focus on Flows View");
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").click();
  const line = window.view("Runs").locator(".monaco-list-row", { hasText: "1/2" });
  await line.hover();
  await line.locator('.action-label[aria-label^="Stop"]').click();
  await window.lens("cancelled").waitFor();
  expect(workspace.runs().map(({ state }) => state.name)).toEqual(["Cancelled"]);
});
