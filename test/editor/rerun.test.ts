import { expect } from "vitest";
import { RunView } from "../../scripts/vscode/driver/run-view.ts";
import { failing, report } from "../../scripts/vscode/driver/sample-flows.ts";
import { until } from "../../scripts/vscode/driver/until.ts";
import { test } from "./support/editor-test.ts";

test("a run is repeated from a task run on, and says which one it repeats", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/report.ts": report } });
  await window.openFile("flows/report.ts");
  await window.lens("Run flow").click();
  await window.lens("just now").click();
  const view = await RunView.of(window);
  await view.select("sum-0");
  await view.inspector.getByRole("button", { name: "Rerun from here" }).click();
  const origin = view.frame.locator(".run-origin");
  await origin.getByText(/^rerun of .* from sum-0$/).waitFor();
  await expect.poll(() => view.rows()).toEqual([
    "report, completed, <time>",
    expect.stringMatching(/^load-0, cached/),
    "sum-0, completed, <time>",
    "send-0, completed, <time>",
  ]);
  const first = workspace.runs().find(({ rerunOf }) => rerunOf === null);
  await origin.getByRole("button", { name: first?.name ?? "" }).click();
  await expect.poll(() => view.rows()).toContain("load-0, completed, <time>");
  await origin.waitFor({ state: "hidden" });
});

test("what failed runs again from the header, after an edit, with the rest reused", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/failing.ts": failing } });
  await window.openFile("flows/failing.ts");
  await window.lens("Run flow").click();
  await window.lens("failed in load-1").click();
  await window.goToLine(4);
  await window.page.keyboard.press("Control+/");
  const view = await RunView.of(window);
  await view.frame.getByRole("button", { name: "Rerun failed" }).click();
  await until(() => workspace.runs().some(({ state }) => state.name === "Completed"), "the new run's end");
  await view.frame.locator(".run-origin").getByText(/^rerun of .*: what had not completed$/).waitFor();
});
