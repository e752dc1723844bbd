import { expect } from "vitest";
import { gated } from "../../scripts/vscode/driver/sample-flows.ts";
import { until } from "../../scripts/vscode/driver/until.ts";
import { test } from "./support/editor-test.ts";

test("a run goes on while its window is reloaded, and is shown when it is back", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated } });
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").click();
  await window.lens("1/2").waitFor();
  await window.reload();
  await window.lens("1/2").waitFor();
  workspace.write("go", "");
  await window.lens("just now").waitFor();
  expect(workspace.runs().map(({ state, attempt }) => [state.name, attempt])).toEqual([["Completed", 1]]);
});

test("a run goes on when the window is closed, and the next window shows how it ended", async ({ editor, open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated } });
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").click();
  await window.lens("1/2").waitFor();
  await window.close();
  workspace.write("go", "");
  await until(() => workspace.runs()[0]?.state.name === "Completed", "the run's end");
  const next = await editor.openWindow({ folder: workspace.root });
  await next.openFile("flows/gated.ts");
  await next.lens("just now").waitFor();
});
