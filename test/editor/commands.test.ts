import { expect } from "vitest";
import { RunView } from "../../scripts/vscode/driver/run-view.ts";
import { quick } from "../../scripts/vscode/driver/sample-flows.ts";
import { until } from "../../scripts/vscode/driver/until.ts";
import { test } from "./support/editor-test.ts";

test("the flow at the cursor runs by its key, and the last run once more by another", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/quick.ts": quick } });
  await window.openFile("flows/quick.ts");
  await window.lens("never run").waitFor();
  await window.goToLine(9);
  // The button stands there under the same condition as the key holds.
  await window.page.locator('.editor-actions .action-label[aria-label^="Run Flow at Cursor"]').waitFor();
  await window.press("Control+k", "r");
  await window.lens("just now").waitFor();
  await window.press("Control+k", "l");
  await until(() => workspace.runs().filter(({ state }) => state.name === "Completed").length === 2, "a second run");
});

test("a run in a tab of the editor is there again after a reload", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick } });
  const rows = ["quick, completed, <time>", "load-0, completed, <time>", "load-1, completed, <time>"];
  await window.openFile("flows/quick.ts");
  await window.lens("Run flow").click();
  await window.lens("just now").waitFor();
  await window.command("View: Toggle Secondary Side Bar Visibility");
  await window.command("Millrace: Open Run in Editor…");
  await window.pick("quick");
  const before = await RunView.of(window);
  await expect.poll(() => before.rows()).toEqual(rows);
  await window.reload();
  const after = await RunView.of(window);
  await expect.poll(() => after.rows()).toEqual(rows);
});

test("every command of the manifest is there, and no other", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick } });
  const { registered, contributed } = await window.run(async ({ vscode }) => {
    const extension = vscode.extensions.getExtension("millrace.millrace");
    await extension?.activate();
    const { contributes } = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    const all = await vscode.commands.getCommands(true);
    // VS Code makes commands of its own for each view.
    const ownOfViews = /\.(?:focus|open|resetViewLocation|removeView|toggleVisibility|moveToNewGroup)$|\.actions?\./;
    return { registered: all.filter((id) => id.startsWith("millrace.") && !ownOfViews.test(id)).sort(), contributed: contributes.commands.map(({ command }) => command).sort() };
  });
  expect(registered).toEqual(contributed);
});
