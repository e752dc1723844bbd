import { expect } from "vitest";
import { gated, quick } from "../../scripts/vscode/driver/sample-flows.ts";
import type { EditorWindow } from "../../scripts/vscode/driver/editor-window.ts";
import { RunView } from "../../scripts/vscode/driver/run-view.ts";
import { test } from "./support/editor-test.ts";

async function run(window: EditorWindow): Promise<void> {
  await window.openFile("flows/quick.ts");
  await window.lens("Run flow").click();
}

test("a Node that is not there is named, with the setting that says where it is", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick }, settings: { "millrace.nodePath": "/nowhere/node" } });
  await run(window);
  await window.toast("Node was not found at /nowhere/node").getByRole("button", { name: "Set Node Path" }).waitFor();
});

test("a Node that is too old is named, with the one that is needed", async ({ editor }) => {
  const workspace = editor.workspace({ files: { "flows/quick.ts": quick } });
  const node = workspace.writeProgram("node-16", "#!/bin/sh\necho v16.20.2\n");
  workspace.write(".vscode/settings.json", JSON.stringify({ "millrace.nodePath": node }));
  const window = await editor.openWindow({ folder: workspace.root });
  await run(window);
  await window.toast(/Flows need Node 20\.19.* or later; .*node-16 is v?16\.20\.2/).waitFor();
  await editor.closeAll();
});

test("a millrace that speaks another protocol is named, and its match offered", async ({ editor }) => {
  const workspace = editor.workspace({ files: { "flows/quick.ts": quick } });
  workspace.edit("node_modules/millrace/package.json", '"protocol": 1', '"protocol": 2');
  const window = await editor.openWindow({ folder: workspace.root });
  await run(window);
  await window.toast("does not speak the version of this extension").getByRole("button", { name: "Install Matching Version" }).waitFor();
  await editor.closeAll();
});

test("a folder in which no run can be recorded is named, with the reason", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick, ".millrace": "in the way" } });
  await run(window);
  await window.toast(/\.millrace cannot be written: ENOTDIR/).waitFor();
});

test("a run goes on and is shown when its file is deleted", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated, "flows/quick.ts": quick } });
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").click();
  await window.lens("1/2").click();
  const view = await RunView.of(window);
  await window.run(async ({ vscode }, path) => vscode.workspace.fs.delete(vscode.Uri.file(path)), workspace.path("flows/gated.ts"));
  workspace.write("go", "");
  await expect.poll(() => view.rows()).toEqual(["gated, completed, <time>", "load-0, completed, <time>", "wait-0, completed, <time>"]);
});

test("a module that cannot be loaded is a run that crashed, with the reason", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": `import "./missing.ts";\n${quick}` } });
  await run(window);
  await window.lens("crashed, just now").click();
  const view = await RunView.of(window);
  await view.inspector.getByText(/Cannot find module .*missing\.ts/).first().waitFor();
});
