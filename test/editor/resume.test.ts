import { expect } from "vitest";
import { test } from "./support/editor-test.ts";
import { failing, gated } from "../../scripts/vscode/driver/sample-flows.ts";
import { until } from "../../scripts/vscode/driver/until.ts";

test("a run is stopped by its lens", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated } });
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").click();
  await window.lens("1/2").waitFor();
  await window.lens("Stop").click();
  await window.lens("cancelled, just now").waitFor();
  expect(workspace.runs().map(({ state }) => state.name)).toEqual(["Cancelled"]);
});

test("a failed run is resumed after an edit, from its last success, with the edit saved", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/failing.ts": failing } });
  await window.openFile("flows/failing.ts");
  await window.lens("Run flow").click();
  await window.lens("failed in load-1").waitFor();
  await window.goToLine(4);
  await window.page.keyboard.press("Control+/");
  await window.command("Millrace: Resume Run…");
  await window.pick("failing");
  await until(() => workspace.runs()[0]?.state.name === "Completed", "the run's end");
  expect(workspace.runs().map(({ attempt }) => attempt)).toEqual([2]);
});
