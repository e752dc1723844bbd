import { expect } from "vitest";
import { RunView } from "../../scripts/vscode/driver/run-view.ts";
import { failing, gated, quick, report } from "../../scripts/vscode/driver/sample-flows.ts";
import { test } from "./support/editor-test.ts";

test("bars appear while a run goes on, without taking the focus, and end with it", async ({ open }) => {
  const { workspace, window } = await open({ files: { "flows/gated.ts": gated } });
  await window.openFile("flows/gated.ts");
  await window.lens("Run flow").click();
  await window.lens("1/2").click();
  const view = await RunView.of(window);
  await expect.poll(() => view.rows()).toEqual(["gated, running, <time>", "load-0, completed, <time>", "wait-0, running, <time>"]);
  expect(await view.colors()).toBeGreaterThan(10);
  expect(await window.page.evaluate("document.activeElement?.closest('.editor-instance') !== null")).toBe(true);
  workspace.write("go", "");
  await expect.poll(() => view.rows()).toEqual(["gated, completed, <time>", "load-0, completed, <time>", "wait-0, completed, <time>"]);
});

test("a failed task shows its error, and a click on its place goes to the line that threw", async ({ open }) => {
  const { window } = await open({ files: { "flows/failing.ts": failing } });
  await window.openFile("flows/failing.ts");
  await window.lens("Run flow").click();
  await window.lens("failed in load-1").click();
  const view = await RunView.of(window);
  await view.select("load-1");
  await view.inspector.getByText("south cannot be loaded").first().waitFor();
  await view.inspector.locator(".stack .place").first().click();
  await window.statusItem("Ln 4, Col 33").waitFor();
});

test("the log of a run is beside its timeline, and narrows to the task that is selected", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick } });
  await window.openFile("flows/quick.ts");
  await window.lens("Run flow").click();
  await window.lens("just now").click();
  const view = await RunView.of(window);
  await view.openTab("Logs");
  await expect.poll(() => view.logLines()).toEqual(["load-0 loading north", "load-1 loading south"]);
  await view.openTab("Timeline");
  await view.select("load-1");
  await view.openTab("Logs");
  await expect.poll(() => view.logLines()).toEqual(["load-1 loading south"]);
});

test("the list of runs has the newest first, and shows the one that is chosen", async ({ open }) => {
  const { window } = await open({ files: { "flows/quick.ts": quick, "flows/failing.ts": failing } });
  for (const [name, end] of [["quick", "just now"], ["failing", "failed in load-1"]] as const) {
    await window.openFile(`flows/${name}.ts`);
    await window.lens("Run flow").click();
    await window.lens(end).waitFor();
  }
  await window.lens("failed in load-1").click();
  const view = await RunView.of(window);
  await expect.poll(() => view.runs.locator(".run-flow").allInnerTexts()).toEqual(["failing", "quick"]);
  await view.runs.nth(1).click();
  await expect.poll(() => view.rows()).toEqual(["quick, completed, <time>", "load-0, completed, <time>", "load-1, completed, <time>"]);
});

test("the panel shows the same run again after its window was reloaded", async ({ open }) => {
  const { window } = await open({ files: { "flows/failing.ts": failing } });
  await window.openFile("flows/failing.ts");
  await window.lens("Run flow").click();
  await window.lens("failed in load-1").click();
  const before = await RunView.of(window);
  await before.select("load-1");
  await before.inspector.getByText("south cannot be loaded").first().waitFor();
  await window.reload();
  const after = await RunView.of(window);
  await expect.poll(() => after.rows()).toEqual(["failing, failed, <time>", "load-0, completed, <time>", "load-1, failed, <time>"]);
  await after.inspector.getByText("south cannot be loaded").first().waitFor();
});

test("the graph shows what depends on what, from the code before the first run", async ({ open }) => {
  const { window } = await open({ files: { "flows/report.ts": report } });
  await window.openFile("flows/report.ts");
  await window.lens("never run").click();
  const view = await RunView.of(window);
  await expect.poll(async () => [...(await view.graphNodes())].sort()).toEqual(["load, not run", "send, not run, after sum", "sum, not run, after load"]);
});

test("the graph of a run has a node for each task run, with its state", async ({ open }) => {
  const { window } = await open({ files: { "flows/report.ts": report } });
  await window.openFile("flows/report.ts");
  await window.lens("Run flow").click();
  await window.lens("just now").click();
  const view = await RunView.of(window);
  await view.openTab("Graph");
  await expect.poll(() => view.graphNodes()).toEqual(["load-0, <time>, completed", "sum-0, <time>, completed, after load-0", "send-0, <time>, completed, after sum-0"]);
});
