/**
 * Discovery: the scan of a folder of 10,000 files with 500 flow files, and the lens after a keystroke in one of them.
 * `npx tsx bench/editor/sources.mjs [path of a Node …]`, after `npm run build`; the editor runs the engine with its own, 22 or later.
 */
import { execFileSync, fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createWorkspace } from "../lib/workspace.mjs";
import { report, sleep, startEngine, uriOf } from "./engine.mjs";

const fileCount = 10_000;
const flowFiles = 500;
const samples = 5;
const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];

const workspace = createWorkspace();
try {
  const file = writeSources(workspace.directory);
  const millrace = join(workspace.directory, "node_modules/millrace");
  for (const node of nodes) {
    const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
    const inThread = [];
    const fromStart = [];
    for (let sample = 0; sample < samples; sample += 1) {
      inThread.push(await scanInThread(node, join(millrace, "dist"), workspace.directory));
      const start = performance.now();
      const engine = await startEngine(workspace.directory, millrace, node);
      await engine.hear((name, params) => (name === "millrace/changed" && params.isScanned ? true : undefined));
      fromStart.push(performance.now() - start);
      if (sample === samples - 1) await typeInto(engine, file);
      engine.stop();
    }
    report(`Node ${version}: scan of 10,000 files with 500 flow files, in its thread, from the order to the last file`, "1000 ms", inThread, "ms");
    report("the same, from the spawn of the engine to its word that all is scanned", "", fromStart, "ms");
  }
} finally {
  workspace.remove();
}

function scanInThread(node, dist, root) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("scan-thread.mjs", import.meta.url)), [dist, root], { execPath: node, execArgv: ["--max-semi-space-size=32"] });
    child.once("message", ({ ms, files }) => (files >= flowFiles ? resolve(ms) : reject(new Error(`${files} files with flows were found, not ${flowFiles}.`))));
    child.once("exit", (code) => reject(new Error(`The scan ended with ${code} before it was done.`)));
  });
}

async function typeInto(engine, file) {
  await engine.tell("textDocument/didOpen", { textDocument: { uri: uriOf(file), languageId: "typescript", version: 1, text: flowFile(0, "") } });
  await sleep(3_000);
  const times = [];
  for (let version = 2; version < 32; version += 1) {
    const line = 11 + version;
    const start = performance.now();
    const moved = engine.hear((name, params) => Object.values(params.flows ?? {}).flat().find((flow) => flow.name === "flow0" && flow.line === line));
    await engine.tell("textDocument/didChange", { textDocument: { uri: uriOf(file), version }, contentChanges: [{ text: flowFile(0, "\n".repeat(version)) }] });
    await moved;
    times.push(performance.now() - start);
    await sleep(300);
  }
  report("lens after a keystroke", "50 ms", times, "ms");
}

function writeSources(root) {
  for (let index = 0; index < fileCount; index += 1) {
    const folder = join(root, "src", `part${index % 200}`);
    if (index < 200) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file${index}.ts`), index < flowFiles ? flowFile(index, "") : plainFile(index));
  }
  return join(root, "src", "part0", "file0.ts");
}

function flowFile(index, space) {
  const tasks = Array.from({ length: 6 }, (_, task) => `export const task${task} = task(async (input: string, factor = ${task}) => {\n  return input.repeat(factor);\n});\n`);
  const lines = Array.from({ length: 20 }, (_, line) => `export function helper${line}(a: number, b: number): number {\n  return a * ${line} + b;\n}\n`);
  const head = `import { flow, task } from "millrace";\nimport { plain${flowFiles + index} } from "../part${(flowFiles + index) % 200}/file${flowFiles + index}.ts";\n`;
  return `${head}${space}\n\n\n\n\n\n\n\nexport const flow${index} = flow(async (name: string, times?: number) => {\n  const a = await task0(name);\n  const b = await task1(a, times);\n  return [await task2(b), plain${flowFiles + index}(1, 2)];\n});\n\n${tasks.join("\n")}\n${lines.join("\n")}`;
}

function plainFile(index) {
  const lines = Array.from({ length: 60 }, (_, line) => `export function other${line}(a: number, b: number): number {\n  return a * ${line} + b;\n}\n`);
  return `import { join } from "node:path";\nimport { x } from "./file${(index % fileCount) + 1}.ts";\nexport function plain${index}(a: number, b: number): number {\n  return a + b + join("a", "b").length;\n}\n${lines.join("\n")}`;
}
