import { expect } from "vitest";
import { RunView } from "../../scripts/vscode/driver/run-view.ts";
import { asksApproval } from "../../scripts/vscode/driver/sample-flows.ts";
import { until } from "../../scripts/vscode/driver/until.ts";
import { test } from "./support/editor-test.ts";

const files = { "flows/ship.ts": asksApproval };

test("a run that waits is seen everywhere, and answered by the form in the panel", async ({ open }) => {
  const { workspace, window } = await open({ files });
  await window.openFile("flows/ship.ts");
  await window.lens("Run flow").click();
  await window.lens("waiting for input").waitFor();
  await window.statusItem("1 waits for you").waitFor();
  await window.command("Millrace: Focus on Runs View");
  await window.treeRow("waits for you: Ship v1.4.0?").waitFor();

  const view = await RunView.of(window);
  const form = view.frame.getByRole("region", { name: "Waits for you: Ship v1.4.0?" });
  await form.getByText("until").waitFor();
  await form.getByRole("button", { name: "Submit" }).click();
  await expect.poll(() => form.locator(".field-problem:visible").allInnerTexts()).toEqual(["channel is needed: choose one", "note is needed: a text"]);
  await form.getByRole("combobox").click();
  await form.getByRole("option", { name: "stable" }).click();
  await form.locator("tk-text-field input").fill("all green");
  await form.locator("tk-text-field input").press("Enter");

  await window.lens("just now").waitFor();
  await form.waitFor({ state: "detached" });
  expect(workspace.runs().map(({ state }) => state.name)).toEqual(["Completed"]);
});

test("the lens answers by the same questions, one at a time", async ({ open }) => {
  const { workspace, window } = await open({ files });
  await window.openFile("flows/ship.ts");
  await window.lens("Run flow").click();
  await window.lens("waiting for input").click();
  await window.page.locator(".quick-input-title", { hasText: "ship: Ship v1.4.0?" }).waitFor();
  await window.pick("beta");
  // The list goes before the next question comes, under the same title.
  await expect.poll(() => window.page.locator(".quick-input-message").textContent()).toContain("note");
  await window.answer("for the brave");
  await until(() => workspace.runs()[0]?.state.name === "Completed", "the run's end");
});
