import { expect } from "vitest";
import { quick } from "../../scripts/vscode/driver/sample-flows.ts";
import { test } from "./support/editor-test.ts";

test("a folder without flows is offered a sample, which runs", async ({ open }) => {
  const { workspace, window } = await open();
  await window.command("Millrace: Focus on Flows View");
  await window.page.getByRole("button", { name: "Create a Sample Flow" }).click();
  await window.lens("Run flow").click();
  await window.lens(/just now/).waitFor();
  expect(workspace.runs().map(({ state }) => state.name)).toEqual(["Completed"]);
});

test("a folder that has no millrace is offered it", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick }, hasMillrace: false });
  await window.command("Millrace: Focus on Flows View");
  await window.page.getByRole("button", { name: "Add Millrace to This Workspace" }).first().waitFor();
});

test("flows without runs say how to run one", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick } });
  await window.command("Millrace: Focus on Flows View");
  await window.page.locator(".welcome-view-content", { hasText: "Nothing has run yet" }).waitFor();
});
