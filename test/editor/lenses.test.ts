import { expect } from "vitest";
import { test } from "./support/editor-test.ts";
import { asking, failing, gated, quick } from "../../scripts/vscode/driver/sample-flows.ts";
import type { EditorWindow } from "../../scripts/vscode/driver/editor-window.ts";

/** Durations and ages differ from run to run. */
async function lenses(window: EditorWindow): Promise<readonly string[]> {
  return (await window.lensTexts()).map((line) => line.join(" | ").replace(/[\d.]+ ?(?:ms|s)\b/g, "<time>"));
}

test("a flow that has never run has three lenses", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick } });
  await window.openFile("flows/quick.ts");
  await expect.poll(() => lenses(window)).toEqual(["Run flow | Debug flow | never run"]);
});

test("a flow that has to be asked for parameters says so", async ({ open }) => {
  const { window } = await open({ files: { "flows/order.ts": asking } });
  await window.openFile("flows/order.ts");
  await expect.poll(() => lenses(window)).toEqual(["Run flow… | Debug flow | never run"]);
});

test("the lenses of a running flow stop it and tell how far it is", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated } });
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").click();
  await expect.poll(() => lenses(window)).toEqual(["Stop | Debug flow | 1/2 · <time>"]);
  workspace.write("go", "");
  await expect.poll(() => lenses(window)).toEqual(["Run flow | Debug flow | <time>, just now"]);
});

test("the lenses of a flow that has failed name the task it failed in", async ({ open }) => {
  const { window } = await open({ files: { "flows/failing.ts": failing } });
  await window.openFile("flows/failing.ts");
  await window.lens("Run flow").click();
  await expect.poll(() => lenses(window)).toEqual(["Run flow | Debug flow | failed in load-1, just now"]);
});

test("a syntax error leaves the lenses in their place and says what is to do", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick } });
  await window.openFile("flows/quick.ts");
  await window.lens("Run flow").waitFor();
  await window.goToLine(3);
  await window.page.keyboard.insertText("const = ");
  await expect.poll(() => lenses(window)).toEqual(["Fix errors to run | Debug flow | never run"]);
});

test("lenses follow a flow that is typed, before it is saved", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick } });
  await window.openFile("flows/quick.ts");
  await window.lens("Run flow").waitFor();
  await window.page.keyboard.press("Control+End");
  await window.page.keyboard.insertText("export const second = flow(async () => 2);\n");
  await expect.poll(() => lenses(window)).toEqual(["Run flow | Debug flow | never run", "Run flow | Debug flow | never run"]);
});
