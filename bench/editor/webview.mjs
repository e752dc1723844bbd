/**
 * The views in headless Chromium without a GPU: what a person waits for in a run of 10,000 tasks, and what the bundle
 * weighs. `node bench/editor/webview.mjs [samples]`; the preview is built for it.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packageDirectory } from "../lib/paths.mjs";
import { median, report, sleep } from "./engine.mjs";

const samples = Number(process.argv[2] ?? 3);
/** The screen's: between two frames there is never less, however little work is in them. */
const periodMs = 1_000 / 60;
process.chdir(packageDirectory);
const require = createRequire(join(packageDirectory, "package.json"));
const { build } = require("esbuild");
const { chromium } = require("playwright-core");
const { buildWebview } = await import("../../webview/build.mjs");
const { servePreview } = await import("../../webview/preview/serve.mjs");

const folder = mkdtempSync(join(tmpdir(), "millrace-bench-webview-"));
const server = await servePreview();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
try {
  console.log("| what | target | median | samples |\n|---|---|---|---|");
  await measureBundle();
  await measureLayout();
  await measureOpen();
  for (const flow of ["flat", "folded"]) await measureFrames(flow);
  await measureGrowth();
} finally {
  await browser.close();
  server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function openPage(scene) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${server.address}?bare&kind=tab&scene=${scene}`);
  await page.locator(".run-row").first().waitFor();
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  return page;
}

async function measureBundle() {
  await buildWebview({ entry: "webview/main.ts", name: "webview", outdir: folder });
  const sizes = ["webview.js", "webview.css", "codicon.ttf"].map((name) => gzipSync(readFileSync(join(folder, name))).length / 1_024);
  report("webview bundle: script, style, font of icons, gz", "≤ 300 KB", [sizes.reduce((sum, size) => sum + size, 0)], "KB");
  report("the script alone, gz", "", [sizes[0]], "KB");
}

/** In a worker of the page, as the graph does it: from the order to the answer, the first of each worker. */
async function measureLayout() {
  const { outputFiles } = await build({ entryPoints: ["webview/layout/graph/worker.ts"], bundle: true, format: "iife", minify: true, target: "chrome128", write: false });
  const page = await openPage("recorded");
  for (const [name, edges] of [
    ["layered, 40 ranks", layeredEdges(2_000, 40)],
    ["1 → 1,998 → 1", fanEdges(2_000)],
  ]) {
    const times = [];
    for (let sample = 0; sample < samples; sample += 1) {
      times.push(
        await page.evaluate(
          async ([source, pairs]) => {
            const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
            const answer = () => new Promise((resolve) => (worker.onmessage = resolve));
            const input = (nodes, list) => ({ nodes, edges: Int32Array.from(list), along: new Float64Array(nodes).fill(120), across: new Float64Array(nodes).fill(24), rankGap: 36, nodeGap: 10, earlier: null });
            // The thread has started; its code is as cold as it will be.
            worker.postMessage({ id: 0, input: input(2, [0, 1]) });
            await answer();
            const start = performance.now();
            worker.postMessage({ id: 1, input: input(2_000, pairs) });
            await answer();
            worker.terminate();
            return performance.now() - start;
          },
          [outputFiles[0].text, edges],
        ),
      );
    }
    report(`graph layout of 2,000 nodes, ${name}, cold worker`, "≤ 60 ms", times, "ms");
  }
  await page.context().close();
}

/** From the click on a run to its bars: request, answer as text, layout, paint. */
async function measureOpen() {
  const times = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const page = await openPage("large");
    times.push(
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            const start = performance.now();
            document.querySelectorAll(".run-row")[1].click();
            const look = () => {
              const canvas = document.querySelector(".timeline canvas");
              // The bar of the flow, behind the names.
              const pixel = canvas.width > 300 ? canvas.getContext("2d").getImageData(290, 51, 1, 1).data : [0, 0, 0];
              if (Math.max(...pixel.slice(0, 3)) - Math.min(...pixel.slice(0, 3)) > 30) resolve(performance.now() - start);
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          }),
      ),
    );
    await page.context().close();
  }
  report("open a run of 10,000 tasks → full picture", "≤ 300 ms", times, "ms");
}

/** A zoom or a pan in every frame, for three seconds. A frame that comes later than one and a half periods has dropped one. */
async function measureFrames(name) {
  const work = [];
  const dropped = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const page = await openPage("large");
    await page.locator(".run-row", { hasText: name }).click();
    await sleep(800);
    const times = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const canvas = document.querySelector(".timeline canvas");
          const scroller = document.querySelector(".timeline-scroll");
          const box = canvas.getBoundingClientRect();
          const busy = [];
          const stamps = [];
          const original = window.requestAnimationFrame;
          // What the view does in its frames.
          let spent = 0;
          window.requestAnimationFrame = (callback) =>
            original((time) => {
              const start = performance.now();
              callback(time);
              spent += performance.now() - start;
            });
          let frame = 0;
          const step = (time) => {
            stamps.push(time);
            busy.push(spent);
            spent = 0;
            const start = performance.now();
            const options = { bubbles: true, cancelable: true, clientX: box.left + 500, clientY: box.top + 200 };
            if (frame % 3 === 0) scroller.scrollTop += 37;
            if (frame % 3 === 1) canvas.dispatchEvent(new WheelEvent("wheel", { ...options, ctrlKey: true, deltaY: frame % 60 < 30 ? -60 : 60 }));
            if (frame % 3 === 2) canvas.dispatchEvent(new WheelEvent("wheel", { ...options, shiftKey: true, deltaY: 30 }));
            spent += performance.now() - start;
            frame += 1;
            if (frame < 180) original(step);
            else resolve({ busy: busy.slice(5), between: stamps.slice(5).map((stamp, index) => stamp - stamps[index + 4]) });
          };
          original(step);
        }),
    );
    work.push(percentile(times.busy, 0.95));
    dropped.push((times.between.filter((ms) => ms > 1.5 * periodMs).length / times.between.length) * 100);
    await page.context().close();
  }
  report(`zoom and pan 10,000 bars, ${name}: work in a frame, p95`, "≤ 16.7 ms", work, "ms");
  report("the same: frames that came later than 1.5 periods of 60 Hz", "≤ 5 %", dropped, "%");
}

/** 10,000 tasks that begin and end in 27 seconds, told of ten times a second, as the engine tells of them. */
async function measureGrowth() {
  const outfile = join(folder, "replay.mjs");
  await build({ stdin: { contents: 'export { generateRun } from "./generate.ts"; export { deltaBetween, pictureAt } from "./replay.ts";', resolveDir: "webview/preview" }, bundle: true, format: "esm", platform: "node", outfile, logLevel: "error" });
  const { deltaBetween, generateRun, pictureAt } = await import(outfile);
  const whole = generateRun({ id: "growing", name: "growing", flow: "crawl", tasks: 10_000, atATime: 32, isFlat: false, createdAt: 0 }).picture;
  const page = await openPage("growing");
  await page.locator(".run-row").first().click();
  await sleep(500);
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable");
  const metric = async () => Object.fromEntries((await client.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
  const before = await metric();
  const start = performance.now();
  let last = pictureAt(whole, 500, 0, 1);
  for (let elapsed = 100; elapsed <= 27_000; elapsed += 100) {
    const next = pictureAt(whole, elapsed * 1_000, 0, last.revision + 1);
    const message = { type: "event", folder: "file:///shop", event: "millrace/pictureChanged", params: deltaBetween(last, next) };
    last = next;
    await page.evaluate((text) => window.host.send(JSON.parse(text)), JSON.stringify(message));
    await sleep(Math.max(0, start + elapsed - performance.now()));
  }
  const after = await metric();
  const seconds = (performance.now() - start) / 1_000;
  report("following 10,000 tasks live: main thread of the page", "≤ 25 %", [((after.TaskDuration - before.TaskDuration) / seconds) * 100], "%");
  await page.context().close();
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? median(sorted);
}

function layeredEdges(nodes, ranks) {
  const chance = numbers(3);
  const wide = nodes / ranks;
  const edges = [];
  for (let node = wide; node < nodes; node += 1) {
    const above = Math.floor(node / wide) - 1;
    const ties = 1 + (chance() < 0.4 ? 1 : 0);
    for (let tie = 0; tie < ties; tie += 1) edges.push(Math.floor(above * wide + chance() * wide), node);
  }
  return edges;
}

function fanEdges(nodes) {
  return Array.from({ length: nodes - 2 }, (_, index) => [0, index + 1, index + 1, nodes - 1]).flat();
}

function numbers(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}
