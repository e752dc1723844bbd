import { expect } from "vitest";
import { asking, gated, quick } from "../../scripts/vscode/driver/sample-flows.ts";
import { until } from "../../scripts/vscode/driver/until.ts";
import { test } from "./support/editor-test.ts";

test("a flow without parameters runs at a click, and what was typed is saved before", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/quick.ts": quick } });
  await window.openFile("flows/quick.ts");
  await window.lens("Run flow").waitFor();
  await window.page.keyboard.press("Control+End");
  await window.page.keyboard.insertText("// saved");
  await window.lens("Run flow").click();
  await window.lens("just now").waitFor();
  expect(workspace.runs().map(({ flow, state, parameters }) => [flow, state.name, parameters])).toEqual([["quick", "Completed", {}]]);
  expect(workspace.read("flows/quick.ts")).toContain("// saved");
});

test("parameters are asked for one at a time, checked while they are typed, and kept for the next time", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/order.ts": asking } });
  await window.openFile("flows/order.ts");
  await window.lens("Run flow…").click();
  const title = window.page.locator(".quick-input-title");
  const message = window.page.locator(".quick-input-message");
  await expect.poll(() => title.textContent()).toBe("Run order (1/4)");
  await window.pick("large");
  await expect.poll(() => title.textContent()).toBe("Run order (2/4)");
  await window.input.fill("many");
  await expect.poll(() => message.textContent()).toContain("number");
  await window.answer("3");
  await expect.poll(() => title.textContent()).toBe("Run order (3/4)");
  await window.pick("true");
  await expect.poll(() => title.textContent()).toBe("Run order (4/4)");
  await window.answer("by hand");
  await until(() => workspace.runs()[0]?.state.name === "Completed", "the run's end");
  expect(workspace.runs()[0]?.parameters).toEqual({ size: "large", count: 3, express: true, note: "by hand" });

  await window.lens("Run flow…").click();
  await expect.poll(() => title.textContent()).toBe("Run order (1/4)");
  await window.page.keyboard.press("Enter");
  await expect.poll(() => window.input.inputValue()).toBe("3");
});

test("a prompt that is left starts nothing, and one can go back", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/order.ts": asking } });
  await window.openFile("flows/order.ts");
  await window.lens("Run flow…").click();
  await window.pick("small");
  const title = window.page.locator(".quick-input-title");
  await expect.poll(() => title.textContent()).toBe("Run order (2/4)");
  await window.page.locator(".quick-input-widget .codicon-quick-input-back").click();
  await expect.poll(() => title.textContent()).toBe("Run order (1/4)");
  await window.page.keyboard.press("Escape");
  await window.input.waitFor({ state: "hidden" });
  await window.lens("never run").waitFor();
  expect(workspace.runs()).toEqual([]);
});

test("a double click on Run flow starts one run", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated } });
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").dblclick();
  await window.lens("1/2").waitFor();
  workspace.write("go", "");
  await window.lens("just now").waitFor();
  expect(workspace.runs()).toHaveLength(1);
});

test("a list is checked by its type before the next parameter is asked for", async ({ open }) => {
  const listing = 'import { flow } from "millrace";\nexport const list = flow(async (names: string[], count: number) => names.length * count);\n';
  const { workspace, window } = await open({ files: { "flows/list.ts": listing } });
  await window.openFile("flows/list.ts");
  await window.lens("Run flow…").click();
  const title = window.page.locator(".quick-input-title");
  await expect.poll(() => title.textContent()).toBe("Run list (1/2)");
  await window.answer('["a", {}]');
  await expect.poll(() => window.page.locator(".quick-input-message").textContent()).toContain("names[1]");
  await expect.poll(() => title.textContent()).toBe("Run list (1/2)");
  await window.answer('["a", "b"]');
  await expect.poll(() => title.textContent()).toBe("Run list (2/2)");
  await window.page.keyboard.press("Escape");
  expect(workspace.runs()).toEqual([]);
});
