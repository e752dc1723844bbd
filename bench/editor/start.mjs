/**
 * The start of a window that opens on a flow, in the real VS Code with the packed extension, and beside it the same window with a
 * peer: an extension of ten lines that registers one lens. What the peer takes is VS Code's own, so the ratios say what is ours.
 * `npx tsx bench/editor/start.mjs [samples]`, after `npm run build`.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Editor } from "../../scripts/vscode/driver/editor.ts";
import { prepareEditor } from "../../scripts/vscode/driver/prepare-editor.ts";
import { median, report } from "./engine.mjs";

const samples = Number(process.argv[2] ?? 5);
const oneFlow = 'import { flow } from "millrace";\nexport const short = flow(async () => 1);\n';

const folder = mkdtempSync(join(tmpdir(), "millrace-bench-editor-"));
const prepared = await prepareEditor(folder);
const ours = { id: "millrace.millrace", lens: "Run flow", editor: await Editor.start(prepared) };
const peer = { id: "millrace-tests.peer", lens: "Peer lens", editor: await Editor.start({ ...prepared, extensions: peerExtensions() }) };
try {
  const times = { ours: [], peer: [] };
  for (let sample = 0; sample < samples; sample += 1) {
    times.ours.push(await startOf(ours));
    times.peer.push(await startOf(peer));
  }
  console.log("| what | target | median | samples |\n|---|---|---|---|");
  // VS Code loads the extensions of one event side by side, so that its figure for one holds much of the others.
  compare("activation, as VS Code tells it: load and call", "50 ms", "activationMs");
  compare("of this the call of `activate` alone", "", "callMs");
  compare("beginning of the activation → first lens painted, from the cached scan", "500 ms", "lensMs");
  report("lenses asked for, when all is up → answered", "", times.ours.map(({ answerMs }) => answerMs), "ms");

  function compare(what, target, key) {
    const [mine, others] = [times.ours, times.peer].map((all) => all.map((each) => each[key]));
    report(what, target, mine, "ms");
    report("the peer's", "", others, "ms");
    console.log(`| ratio | | ${(median(mine) / Math.max(1, median(others))).toFixed(2)} | |`);
  }
} finally {
  await ours.editor.dispose();
  await peer.editor.dispose();
  rmSync(folder, { recursive: true, force: true });
}

/** A window that has shown the lens before, so that there is a scan to remember, is reloaded. */
async function startOf({ id, lens, editor }) {
  const { window } = await editor.open({ files: { "short.ts": oneFlow } });
  await window.openFile("short.ts");
  await window.page.locator(".codelens-decoration", { hasText: lens }).waitFor();
  // The memory is written two seconds behind the scan at the latest.
  await window.page.waitForTimeout(3_000);
  const loaded = window.page.waitForEvent("domcontentloaded");
  const reloading = window.reload();
  await loaded;
  const lensAt = window.page.evaluate(whenLens, lens);
  await reloading;
  const paintedAt = await lensAt;
  // With a resolution of a millisecond, since the epoch.
  const marks = await window.run(() => globalThis.MonacoPerformanceMarks.getMarks());
  const beganAt = marks.find(({ name }) => name === `code/extHost/willActivateExtension/${id}`).startTime;
  const answerMs = await window.run(async ({ vscode }) => {
    const { uri } = vscode.window.visibleTextEditors[0].document;
    const start = performance.now();
    await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 9);
    return performance.now() - start;
  });
  await window.command("Developer: Startup Performance");
  const table = await window.run(({ vscode, until }) => until(() => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "perf")?.getText()));
  const row = table.split("\n").find((line) => line.startsWith(`| ${id} `));
  // Extension, eager, load code, call activate, finish activate, event, by.
  const [, , , loadMs, callMs] = row.split("|").map((cell) => Number(cell));
  await editor.closeAll();
  return { activationMs: loadMs + callMs, callMs, lensMs: paintedAt - beganAt, answerMs };
}

/** The agent and the peer, without ours. */
function peerExtensions() {
  const extensions = join(folder, "peers");
  const agent = readdirSync(prepared.extensions).find((name) => name.startsWith("millrace-tests.agent"));
  cpSync(join(prepared.extensions, agent), join(extensions, agent), { recursive: true });
  const directory = join(extensions, "millrace-tests.peer-1.0.0");
  mkdirSync(directory, { recursive: true });
  const manifest = { name: "peer", publisher: "millrace-tests", version: "1.0.0", engines: { vscode: "^1.106.0" }, main: "./peer.cjs", activationEvents: ["onLanguage:typescript"], extensionKind: ["workspace"] };
  writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(directory, "peer.cjs"),
    `const vscode = require("vscode");
exports.activate = () => {
  const lens = new vscode.CodeLens(new vscode.Range(1, 0, 1, 0), { title: "Peer lens", command: "" });
  vscode.languages.registerCodeLensProvider([{ language: "typescript", scheme: "file" }], { provideCodeLenses: () => [lens] });
};
`,
  );
  return extensions;
}

/** Runs in the page: when the lens stands there, in milliseconds since the epoch. */
function whenLens(text) {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector(".codelens-decoration")?.textContent.includes(text)) return;
      observer.disconnect();
      resolve(performance.timeOrigin + performance.now());
    });
    observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true });
  });
}
