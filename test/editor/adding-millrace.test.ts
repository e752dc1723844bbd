import { expect } from "vitest";
import { quick } from "../../scripts/vscode/driver/sample-flows.ts";
import { test } from "./support/editor-test.ts";

test("a workspace without millrace is told so at a run, and given the package of the extension", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/quick.ts": quick }, hasMillrace: false });
  await window.openFile("flows/quick.ts");
  await window.lens("Run flow").click();
  await window.toast("The package millrace is not installed in this workspace").getByRole("button", { name: "Add Millrace" }).click();
  await expect.poll(() => workspace.read("package.json"), { timeout: 90_000 }).toContain('"millrace"');
  await expect.poll(() => window.lensTexts()).toEqual([["Run flow", "Debug flow", "never run"]]);
  await window.lens("Run flow").click();
  await window.lens("just now").waitFor();
  expect(workspace.runs().map(({ state }) => state.name)).toEqual(["Completed"]);
});
