/** The view in a browser, on recorded runs: list, timeline, inspector. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { choose, openTab, posted, Preview, rowNames, send } from "./preview-page.ts";

let preview: Preview;
beforeAll(async () => {
  preview = await Preview.start();
});
afterAll(async () => {
  await preview.stop();
  expect(preview.complaints).toEqual([]);
});

test("runs are listed as options, with their state in words", async () => {
  const page = await preview.open();
  await page.getByRole("option", { name: /^nightly-report, .*, failed, / }).waitFor();
  expect(await page.getByRole("listbox", { name: "Runs" }).getByRole("option").count()).toBe(4);
});

test("text narrows the list on the engine's side, and Clear filter widens it again", async () => {
  const page = await preview.open();
  await page.getByRole("textbox", { name: "Filter runs" }).fill("nothing like it");
  await page.getByText("No run matches the filter.").waitFor();
  await page.getByRole("button", { name: "Clear filter" }).click();
  await page.getByRole("option", { name: /^reindex,/ }).waitFor();
  const queries = (await posted(page)).flatMap((message) => (message.type === "request" && message.method === "millrace/listRuns" ? [message.params.text] : []));
  expect(queries).toContain("nothing like it");
});

test("the rows of the timeline are a tree that a screen reader can read", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  const flow = page.getByRole("row", { name: /^currency-0, completed/ });
  expect(await flow.getAttribute("aria-level")).toBe("2");
  expect(await flow.getAttribute("aria-expanded")).toBe("true");
  await page.getByRole("row", { name: /^fetch-rates-0, completed, .*, 2 attempts/ }).waitFor({ state: "attached" });
});

test("arrow keys go through the rows, close and open them, Enter goes to the inspector, and Escape back", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  const flow = page.getByRole("row", { name: /^currency-0/ });
  await flow.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => flow.getAttribute("aria-expanded")).toBe("false");
  expect(await rowNames(page)).not.toContain("convert-0");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.locator(":focus").getAttribute("aria-label")).toMatch(/^fetch-rates-0/);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(":focus").getAttribute("aria-label")).toBe("Inspector");
  await page.locator(".inspector-name", { hasText: "fetch-rates-0" }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator(":focus").getAttribute("aria-label")).toMatch(/^fetch-rates-0/);
  await expect.poll(() => page.locator(".inspector-name", { hasText: "fetch-rates-0" }).count()).toBe(0);
});

test("a failed run is opened at its failure, and a click on a position opens the source", async () => {
  const page = await preview.open();
  await choose(page, "nightly-report");
  await page.locator(".inspector-name", { hasText: "publish-0" }).waitFor();
  await page.locator(".error-name", { hasText: "SmtpError" }).waitFor();
  await page.locator(".stack .place").first().click();
  await expect.poll(async () => (await posted(page)).at(-1)).toEqual({
    type: "act",
    folder: "file:///shop",
    action: { kind: "openSource", place: { file: "/shop/nightly-report.ts", line: 21, column: 9 } },
  });
});

test("a fan-out is one row, its failures below it, and a key unfolds it", async () => {
  const page = await preview.open();
  await choose(page, "reindex");
  const fold = page.getByRole("row", { name: /^index-product, 90 of 90 ended, 3 failed/ });
  await fold.focus();
  expect((await rowNames(page)).length).toBe(7);
  await page.keyboard.press(" ");
  await expect.poll(() => page.getByRole("treegrid").getAttribute("aria-rowcount")).toBe("95");
});

test("a run that goes on grows before one's eyes and tells how it ends", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  await page.getByRole("button", { name: "Run again" }).click();
  await page.locator(".run-title-name", { hasText: "again-1" }).waitFor();
  await page.locator(".run-facts", { hasText: "running" }).waitFor();
  await page.getByRole("row", { name: /^fetch-orders-0, running/ }).waitFor({ state: "attached" });
  await page.locator(".run-facts", { hasText: "completed" }).waitFor();
  await expect.poll(() => page.getByRole("treegrid").getAttribute("aria-rowcount")).toBe("15");
  await expect.poll(() => page.locator(".spoken").textContent()).toMatch(/import-orders completed after /);
});

test("a click on a bar selects its task, and the host is told", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  // Below minimap and axis, the second row.
  await page.locator(".timeline canvas").click({ position: { x: 60, y: 40 + 22 + 11 } });
  await page.locator(".inspector-name", { hasText: "fetch-orders-0" }).waitFor();
  await expect.poll(async () => (await posted(page)).filter(({ type }) => type === "selected").at(-1)).toMatchObject({ taskRunId: expect.stringMatching(/-1$/) });
});

test("the wheel zooms where all rows fit, and what was zoomed to outlives the page", async () => {
  const page = await preview.open();
  await choose(page, "nightly-report");
  await page.locator(".timeline canvas").hover({ position: { x: 400, y: 100 } });
  await page.mouse.wheel(0, -600);
  const zoomOf = (): Promise<unknown> => page.evaluate("JSON.parse(sessionStorage.getItem('millrace-preview')).zoom");
  await expect.poll(zoomOf).not.toBeNull();
  const zoom = await zoomOf();
  await page.reload();
  await page.locator(".inspector-name", { hasText: "publish-0" }).waitFor();
  expect(await zoomOf()).toEqual(zoom);
});

test("a hover tells what a bar is made of", async () => {
  const page = await preview.open();
  await choose(page, "nightly-report");
  await page.locator(".timeline canvas").hover({ position: { x: 60, y: 40 + 22 * 6 + 11 } });
  await expect.poll(() => page.getByRole("tooltip").textContent()).toMatch(/publish-0failed · .* · 3 attempts.*waiting to retry/);
});

test("an engine that is gone is told of, and the view is filled again when it is back", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  await send(page, { type: "engine", folder: "file:///shop", status: "stopped" });
  await page.getByRole("status").filter({ hasText: "Out of touch" }).waitFor();
  expect(await page.getByRole("button", { name: "Run again" }).count()).toBe(0);
  await send(page, { type: "engine", folder: "file:///shop", status: "running" });
  await page.getByRole("button", { name: "Run again" }).waitFor();
  const opened = (await posted(page)).filter((message) => message.type === "request" && message.method === "millrace/openRun");
  expect(opened.length).toBe(2);
});

test("where nothing has run there is one sentence and one action", async () => {
  const page = await preview.open({ query: "scene=no-runs", width: 300 });
  await page.getByText("Nothing has run yet.").waitFor();
  await page.getByRole("button", { name: /^Run / }).click();
  await expect.poll(async () => (await posted(page)).at(-1)).toMatchObject({ type: "act", action: { kind: "runFlow" } });
});

test("a folder without flows says so, and one that is not trusted why nothing runs", async () => {
  const empty = await preview.open({ query: "scene=empty" });
  await empty.getByText("No flows found in this folder.").waitFor();
  const restricted = await preview.open({ query: "scene=no-runs&restricted" });
  await restricted.getByText(/restricted mode/).waitFor();
});

test("several folders are chosen between", async () => {
  const page = await preview.open({ query: "scene=two-folders" });
  await page.getByRole("option", { name: /^import-orders,/ }).waitFor();
  await page.getByRole("combobox", { name: "Folder" }).click();
  await page.getByRole("option", { name: "warehouse" }).click();
  await page.getByRole("option", { name: /^reindex,/ }).waitFor();
});

test("in a list of hundreds only the runs in sight are in the document, and the next page comes by itself", async () => {
  const page = await preview.open({ query: "scene=long-list" });
  const list = page.getByRole("listbox", { name: "Runs" });
  await list.getByRole("option").first().waitFor();
  expect(await list.getByRole("option").count()).toBeLessThan(60);
  for (let step = 0; step < 4; step += 1) await list.evaluate("(element) => { element.scrollTop = element.scrollHeight; }").catch(() => undefined);
  await list.focus();
  await page.keyboard.press("End");
  await expect.poll(async () => (await posted(page)).some((message) => message.type === "request" && message.method === "millrace/listRuns" && message.params.offset > 0)).toBe(true);
});

test("narrow, the inspector stands below, and a key closes it", async () => {
  const page = await preview.open({ width: 300, height: 900 });
  await choose(page, "nightly-report");
  const inspector = page.getByRole("region", { name: "Inspector" });
  await inspector.waitFor();
  const box = await inspector.boundingBox();
  expect(box?.y).toBeGreaterThan(400);
  await page.getByRole("row", { name: /^publish-0/ }).focus();
  await page.keyboard.press("Escape");
  await inspector.waitFor({ state: "hidden" });
});

test("the tabs show one view each", async () => {
  const page = await preview.open();
  await choose(page, "import-orders");
  await openTab(page, "Graph");
  await page.getByRole("listbox", { name: "Graph of tasks" }).waitFor();
  await openTab(page, "Logs");
  await page.getByText("stored 8 orders").waitFor();
  await openTab(page, "Timeline");
  await page.locator(".timeline canvas").waitFor();
});

test("a run that cannot be read says why, and is asked for again", async () => {
  const page = await preview.open();
  await send(page, { type: "show", folder: "file:///shop", target: { kind: "run", runId: "gone", taskRunId: null } });
  await page.getByText("There is no such run any more.").waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(async () => (await posted(page)).filter((message) => message.type === "request" && message.method === "millrace/openRun").length).toBe(2);
});

test("a run that is deleted while it is shown says so in its place", async () => {
  const page = await preview.open({ width: 1200 });
  await choose(page, "reindex");
  const id = (await page.getByRole("option", { name: /^reindex,/ }).getAttribute("id"))?.replace("run-", "");
  await send(page, { type: "runs", folder: "file:///shop", changed: [], removed: [id] });
  await page.getByText(/was deleted while you looked at it/).waitFor();
  expect(await page.getByRole("option", { name: /^reindex,/ }).count()).toBe(0);
});
