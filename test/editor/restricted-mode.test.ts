import { existsSync } from "node:fs";
import { expect } from "vitest";
import { quick } from "../../scripts/vscode/driver/sample-flows.ts";
import { editorTest } from "./support/editor-test.ts";

const test = editorTest({ asksForTrust: true });
/** Leaves a file behind when its module is so much as loaded. */
const telltale = `import { writeFileSync } from "node:fs";\n${quick}writeFileSync("loaded", "");\n`;

test("in restricted mode flows are listed and nothing is run", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/quick.ts": telltale } });
  await window.openFile("flows/quick.ts");
  await window.lens("Trust to run").waitFor();
  await window.goToLine(10);
  await window.run(({ vscode }) => void vscode.commands.executeCommand("millrace.runAtCursor"));
  await window.toast("Nothing is run in a workspace that is not trusted").waitFor();
  expect([workspace.runs(), existsSync(workspace.path("loaded"))]).toEqual([[], false]);
});

test("a folder that is trusted runs its flows without a reload", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/quick.ts": quick } });
  await window.openFile("flows/quick.ts");
  await window.lens("Trust to run").click();
  await window.page.getByRole("button", { name: "Trust", exact: true }).click();
  await window.lens("Run flow").waitFor();
  await window.page.locator(".monaco-modal-editor-block .codicon-close").first().click();
  await window.lens("Run flow").click();
  await window.lens("just now").waitFor();
  expect(workspace.runs().map(({ state }) => state.name)).toEqual(["Completed"]);
});
