/** Artifacts in the inspector, in a browser, on a recorded run. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { choose, Preview } from "./preview-page.ts";

let preview: Preview;
beforeAll(async () => {
  preview = await Preview.start();
});
afterAll(async () => {
  await preview.stop();
  expect(preview.complaints).toEqual([]);
});

test("each kind is shown as what it is, and nothing in it as HTML", async () => {
  const page = await preview.open();
  await choose(page, "nightly-report");
  await page.locator(".inspector-name", { hasText: "publish-0" }).waitFor();
  await page.getByRole("row", { name: /^render-0/ }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".inspector-name", { hasText: "render-0" }).waitFor();

  const inspector = page.getByRole("region", { name: "Inspector" });
  const articles = await inspector.getByRole("article").all();
  expect(await Promise.all(articles.map(async (article) => await article.getAttribute("aria-label")))).toEqual(["progress render", "table tables", "link dashboard", "markdown summary"]);
  expect(await inspector.getByRole("progressbar", { name: "render" }).getAttribute("aria-valuenow")).toBe("100");
  const table = inspector.getByRole("article", { name: "table tables" });
  expect(await table.locator("tr").allInnerTexts()).toEqual(["table\trows", "orders\t6000", "visits\t6000", "stock\t5000"]);
  const link = inspector.getByRole("link", { name: "All reports" });
  expect([await link.getAttribute("href"), await link.getAttribute("rel")]).toEqual(["https://shop.example/reports", "noopener noreferrer"]);

  const summary = inspector.getByRole("article", { name: "markdown summary" });
  expect(await summary.getByRole("heading", { level: 2 }).innerText()).toBe("Summary");
  expect(await summary.locator("li").allInnerTexts()).toEqual(["3 tables, see the data", "no <b>HTML</b>, no script"]);
  expect([await summary.locator("strong").innerText(), await summary.locator("b").count(), await summary.getByRole("link").count()]).toEqual(["3", 0, 1]);
});
