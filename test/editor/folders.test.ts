import { expect } from "vitest";
import { quick } from "../../scripts/vscode/driver/sample-flows.ts";
import { test } from "./support/editor-test.ts";

test("each of two folders has an engine and runs of its own", async ({ editor }) => {
  const north = editor.workspace({ files: { "flows/quick.ts": quick } });
  const south = editor.workspace({ files: { "flows/quick.ts": quick } });
  const file = north.write("both.code-workspace", JSON.stringify({ folders: [{ path: north.root, name: "north" }, { path: south.root, name: "south" }] }));
  const window = await editor.openWindow({ workspace: file });
  await window.run(async ({ vscode }, path) => void (await vscode.window.showTextDocument(vscode.Uri.file(path))), south.path("flows/quick.ts"));
  await window.lens("Run flow").click();
  await window.lens("just now").waitFor();
  expect([north.runs().length, south.runs().length]).toEqual([0, 1]);
  await window.run(async ({ vscode }, path) => void (await vscode.window.showTextDocument(vscode.Uri.file(path))), north.path("flows/quick.ts"));
  await window.lens("never run").waitFor();
  await editor.closeAll();
});
