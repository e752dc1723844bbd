import { expect } from "vitest";
import { failing, quick } from "../../scripts/vscode/driver/sample-flows.ts";
import { test } from "./support/editor-test.ts";

test("nothing pops up when a run succeeds, nor when one fails before the eyes of its user", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick, "flows/failing.ts": failing } });
  for (const [name, end] of [["quick", "just now"], ["failing", "failed in load-1"]] as const) {
    await window.openFile(`flows/${name}.ts`);
    await window.lens("Run flow").click();
    await window.lens(end).waitFor();
  }
  expect(await window.toast(/.*/).count()).toBe(0);
});

test("a failure that took long is told once, with what can be done", async ({ open }) => {
  const { window } = await open({ files: { "flows/failing.ts": failing }, settings: { "millrace.notifications.afterSeconds": 0 } });
  await window.openFile("flows/failing.ts");
  await window.lens("Run flow").click();
  const toast = window.toast("failing failed in load-1: south cannot be loaded");
  await expect.poll(() => toast.locator(".notification-list-item-buttons-container .monaco-button").allInnerTexts()).toEqual(["Debug", "Resume", "Open"]);
  expect(await window.toast(/.*/).count()).toBe(1);
});
