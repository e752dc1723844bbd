/**
 * Inside the real VS Code, with the packed extension: what a person waits for. `npx tsx bench/editor/window.mjs`, after
 * `npm run build`. All times are taken in the window's own page, so that no test driver stands between.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Editor } from "../../scripts/vscode/driver/editor.ts";
import { prepareEditor } from "../../scripts/vscode/driver/prepare-editor.ts";
import { RunView } from "../../scripts/vscode/driver/run-view.ts";
import { report } from "./engine.mjs";

const samples = Number(process.argv[2] ?? 7);

const twoSteps = `import { flow, sleep, task } from "millrace";
const step = task(async (n: number) => { await sleep(300); return n; });
export const short = flow(async () => [await step(1), await step(2)]);
`;

const folder = mkdtempSync(join(tmpdir(), "millrace-bench-editor-"));
const editor = await Editor.start(await prepareEditor(folder));
try {
  console.log("| what | target | median | samples |\n|---|---|---|---|");
  await measureClicks();
} finally {
  await editor.dispose();
  rmSync(folder, { recursive: true, force: true });
}

/** From the click on "Run flow" to the lens that has changed, and to the first bar in the side panel. */
async function measureClicks() {
  const { window } = await editor.open({ files: { "short.ts": twoSteps } });
  await window.openFile("short.ts");
  await window.lens("Run flow").click();
  await window.lens("just now").click();
  const view = await RunView.of(window);
  await view.row("step-0").waitFor();
  const mark = [];
  const lens = [];
  const bar = [];
  for (let sample = 0; sample < samples; sample += 1) {
    await window.page.waitForTimeout(2_500);
    await view.frame.locator("body").evaluate(watchRows);
    const markAt = window.page.evaluate(watchMark);
    const lensAt = window.page.evaluate(watchLens);
    const clickedAt = window.page.evaluate(whenClicked);
    await window.lens("Run flow").click();
    const start = await clickedAt;
    mark.push((await markAt) - start);
    lens.push((await lensAt) - start);
    bar.push((await view.frame.locator("body").evaluate(whenFirstRow)) - start);
    await window.lens("just now").waitFor();
  }
  report("click on Run flow → the mark beside the flow", "100 ms", mark, "ms");
  report("click on Run flow → its lens has followed", "VS Code's own 500 ms", lens, "ms");
  report("click on Run flow → first bar in the side panel, warm", "300 ms", bar, "ms");
  await editor.closeAll();
}

// What follows runs in the page. Times are since the epoch, so that those of two frames can be compared.

function watchMark() {
  const isThere = () => [...document.querySelectorAll(".view-line span")].some((span) => getComputedStyle(span, "::after").content.includes("starting"));
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      resolve(performance.timeOrigin + performance.now());
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

function watchLens() {
  const read = () => document.querySelector(".codelens-decoration")?.textContent ?? "";
  const before = read();
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (read() === before || read() === "") return;
      observer.disconnect();
      resolve(performance.timeOrigin + performance.now());
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

function whenClicked() {
  return new Promise((resolve) => {
    window.addEventListener("pointerdown", () => resolve(performance.timeOrigin + performance.now()), { capture: true, once: true });
  });
}

function watchRows() {
  const rows = () => [...document.querySelectorAll(".treegrid-row")].map((row) => row.getAttribute("aria-label") ?? "");
  window.firstRow = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!rows().some((label) => /^step-0, (?:running|pending)/.test(label))) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

function whenFirstRow() {
  return window.firstRow;
}
