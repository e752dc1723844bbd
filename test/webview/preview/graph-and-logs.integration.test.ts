/** The view in a browser, on recorded runs: graph, log, themes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { choose, openTab, posted, Preview, send } from "./preview-page.ts";

let preview: Preview;
beforeAll(async () => {
  preview = await Preview.start();
});
afterAll(async () => {
  await preview.stop();
  expect(preview.complaints).toEqual([]);
});

async function nodeNames(page: Page): Promise<string[]> {
  return page.getByRole("listbox", { name: "Graph of tasks" }).getByRole("option").allTextContents();
}

test("the graph names each node with its state and what comes before it", async () => {
  const page = await preview.open();
  await choose(page, "nightly-report");
  await openTab(page, "Graph");
  await expect.poll(() => nodeNames(page)).toEqual([
    expect.stringMatching(/^query-0, \d+ms, completed$/),
    expect.stringMatching(/^query-1, \d+ms, completed$/),
    expect.stringMatching(/^query-2, \d+ms, completed$/),
    expect.stringMatching(/^render-0, \d+ms, completed, after query-0, query-1, query-2$/),
    expect.stringMatching(/^archive-0, \d+ms, completed, after render-0$/),
    expect.stringMatching(/^publish-0, \d+ms, failed, after render-0$/),
  ]);
});

test("arrow keys follow the edges of the graph and select", async () => {
  const page = await preview.open({ width: 1200, height: 500 });
  await choose(page, "nightly-report");
  await openTab(page, "Graph");
  await expect.poll(async () => (await nodeNames(page)).length).toBe(6);
  await page.getByRole("listbox", { name: "Graph of tasks" }).focus();
  // Back along the edge, whichever way the graph runs.
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => page.locator(".inspector-name").textContent()).not.toBe("publish-0");
});

test("runs of one task are one node, which a key unfolds", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  await openTab(page, "Graph");
  await expect.poll(() => nodeNames(page)).toEqual(expect.arrayContaining([expect.stringMatching(/^check-order, ×8, completed, after fetch-orders-0$/)]));
  const list = page.getByRole("listbox", { name: "Graph of tasks" });
  await list.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  await expect.poll(async () => (await nodeNames(page)).length).toBe(11);
});

test("a flow that has not run shows what its code calls, and can be run", async () => {
  const page = await preview.open({ query: "scene=no-runs" });
  await send(page, { type: "show", folder: "file:///shop", target: { kind: "flow", flowId: "import-orders.ts#import-orders" } });
  await expect.poll(() => nodeNames(page)).toEqual(["fetch-orders, not run", "check-order, ×n, not run, after fetch-orders", "currency, not run, after check-order", "store, not run, after currency"]);
  await page.getByRole("button", { name: "Run flow" }).click();
  await expect.poll(async () => (await posted(page)).at(-1)).toMatchObject({ action: { kind: "runFlow", flowId: "import-orders.ts#import-orders" } });
});

test("the log follows the selection, its level and its text", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  await openTab(page, "Logs");
  const lines = page.locator(".log-text");
  await expect.poll(() => lines.count()).toBe(5);
  await page.getByRole("textbox", { name: "Search log" }).fill("LARGE");
  await expect.poll(() => lines.allTextContents()).toEqual(["order 7 is large: 62.5"]);
  await page.getByRole("textbox", { name: "Search log" }).fill("");
  await expect.poll(() => lines.count()).toBe(5);
  await page.getByRole("combobox", { name: "Level" }).click();
  await page.getByRole("option", { name: "Warnings" }).click();
  await expect.poll(() => lines.count()).toBe(2);
});

test("a click on a line selects the task that logged it", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  await openTab(page, "Logs");
  await page.getByText("got 8 orders").click();
  await page.locator(".inspector-name", { hasText: "fetch-orders-0" }).waitFor();
  await expect.poll(() => page.locator(".log-text").count()).toBe(5);
});

test("a task selected elsewhere narrows the log to its own lines", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  await page.getByRole("row", { name: /^fetch-orders-0/ }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await openTab(page, "Logs");
  await expect.poll(() => page.locator(".log-text").allTextContents()).toEqual(["GET https://orders.example/api?day=2026-11-20", "got 8 orders"]);
});

/** The colour of the canvas where nothing is drawn. */
async function ground(page: Page): Promise<string> {
  return page.evaluate<string>("[...document.querySelector('.timeline canvas').getContext('2d').getImageData(4, 4, 1, 1).data].slice(0, 3).join(' ')");
}

test("the canvas takes another theme as soon as it is there", async () => {
  const page = await preview.open({ query: "theme=dark" });
  await choose(page, "import-orders");
  await expect.poll(() => ground(page)).toBe("24 24 24");
  await page.evaluate("document.documentElement.style.setProperty('--vscode-sideBar-background', '#ffffff')");
  await expect.poll(() => ground(page)).toBe("255 255 255");
});

test.each(["dark", "light", "hc-dark", "hc-light"])("in the theme %s the view is drawn without a complaint", async (theme) => {
  const page = await preview.open({ query: `theme=${theme}`, width: 300 });
  await choose(page, "nightly-report");
  await page.locator(".error-name").first().waitFor();
});

test("a value unfolds, and what is long is shown on request", async () => {
  const page = await preview.open();
  await choose(page, "nightly-report");
  await page.getByRole("button", { name: /show \d+ more characters/ }).first().click();
  await page.locator(".json-string", { hasText: /x{600}/ }).waitFor();
});

test("another run brings its own overview", async () => {
  const page = await preview.open();
  // The strip above the axis, right of the names.
  const strip = (): Promise<string> => page.evaluate<string>("[...document.querySelector('.timeline canvas').getContext('2d').getImageData(270, 0, 400, 18).data].join()");
  await choose(page, "sync-stock");
  await expect.poll(strip).not.toBe("");
  const before = await strip();
  await choose(page, "reindex");
  await page.locator(".run-title-flow", { hasText: "reindex" }).waitFor();
  await expect.poll(strip).not.toBe(before);
});
