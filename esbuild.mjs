/**
 * Builds everything into dist/. One run for all entries of Node, with shared chunks, so that the command loads only
 * what a call needs; the types of the SDK come from tsc (`npm run types`).
 */
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { joinChunks } from "./scripts/join-chunks.mjs";
import { buildWebview } from "./webview/build.mjs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const require = createRequire(import.meta.url);

/** What a copy of the package outside of this repository installs by itself. */
const external = ["tsx", "tsx/*", "fsevents"];

/** CommonJS packages in an ES module bundle still ask for `require`, and TypeScript for the name of its file. */
const banner = {
  js: [
    'import { createRequire as __createRequire } from "node:module";',
    'import { dirname as __dirnameOf } from "node:path";',
    'import { fileURLToPath as __toPath } from "node:url";',
    "const require = __createRequire(import.meta.url), __filename = __toPath(import.meta.url), __dirname = __dirnameOf(__filename);",
  ].join(" "),
};

/** Node 24 warns of these when a namespace import reads them all; `fs.constants` has them. */
const deprecated = /^[FRWX]_OK$/;

/**
 * Node's own modules without their ES module façade, which reads every export of theirs: for `node:fs` alone that loads
 * all of streams. Half of the time to a run's first record was spent there.
 */
const plainBuiltins = {
  name: "plain-builtins",
  setup({ onResolve, onLoad }) {
    // What is required gets the module as it is: an ES module in its place would read every export once more.
    onResolve({ filter: /^node:/ }, ({ path, kind }) => ({ path, namespace: kind === "require-call" ? "required-builtin" : "builtin" }));
    onLoad({ filter: /.*/, namespace: "required-builtin" }, ({ path }) => ({ contents: `module.exports = __createRequire(__filename)(${JSON.stringify(path)});` }));
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => {
      const names = Object.keys(require(path)).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default" && !deprecated.test(name));
      // Pure, so that what nobody imports is left out. The second way is for a Node that is too old, so that it can be told.
      const lines = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => whole.${name})();`);
      const whole = `const whole = /* @__PURE__ */ (process.getBuiltinModule ?? __createRequire(__filename))(${JSON.stringify(path)});`;
      return { contents: [whole, ...lines, "export default whole;"].join("\n") };
    });
  },
};

const common = {
  plugins: [plainBuiltins],
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  external,
  define: { MILLRACE_VERSION: JSON.stringify(version), MILLRACE_PARSER: JSON.stringify("./acorn.cjs") },
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
};

/** What `file` is asked for from `output`, beside the bundle: a file of its own, read when it is needed. */
const apart = (file, output) => ({
  name: `apart-${output}`,
  setup: ({ onResolve }) => onResolve({ filter: new RegExp(`/${file}$`) }, () => ({ path: `./${output}`, external: true })),
});

// Chunks of an earlier build go; dist/types is the compiler's.
mkdirSync("dist", { recursive: true });
for (const name of readdirSync("dist")) if (/\.(c?js|wasm)$/.test(name)) rmSync(`dist/${name}`);
rmSync("dist/entry", { recursive: true, force: true });

// The SDK and its runner share one copy of everything: a flow and the process around it are one.
const sdkOptions = { ...common, minifySyntax: true, minifyWhitespace: true, banner };
const sdk = await build({
  ...sdkOptions,
  entryPoints: {
    index: "sdk/index.ts",
    runner: "sdk/runner/main.ts",
    testing: "testing/index.ts",
    // What a worker executes, and how the pool starts one: its entries, where it looks for them beside itself.
    worker: "sdk/worker/main.ts",
    "entry/worker": require.resolve("tinypool").replace(/index\.js$/, "entry/worker.js"),
    "entry/process": require.resolve("tinypool").replace(/index\.js$/, "entry/process.js"),
  },
  outdir: "dist",
  splitting: true,
  chunkNames: "sdk-[name]-[hash]",
});
await joinChunks({ outputs: sdk.metafile.outputs, sources: ["sdk/index.ts", "sdk/runner/main.ts"], outfile: "dist/sdk-core.js", options: sdkOptions });

const commandOptions = { ...common, minify: true, banner };
// What the command does first, with all that it takes and nothing else: a chunk that it shared would be the rest of the command.
const ahead = await build({ ...commandOptions, entryPoints: { "command-ahead": "cli/spawn-ahead.ts" }, outdir: "dist" });
const command = await build({
  ...commandOptions,
  plugins: [...common.plugins, apart("spawn-ahead\\.ts", "command-ahead.js")],
  entryPoints: { millrace: "cli/main.ts", engine: "engine/server/main.ts", discovery: "engine/discovery/live/worker.ts", look: "engine/discovery/live/look-worker.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "command-[name]-[hash]",
});
await joinChunks({ outputs: command.metafile.outputs, sources: ["cli/start.ts"], outfile: "dist/command-core.js", options: commandOptions });

// Loaded by the SDK when a function's signature needs a parser, and then synchronously.
const parser = await build({ ...common, entryPoints: { acorn: require.resolve("acorn") }, outdir: "dist", format: "cjs", outExtension: { ".js": ".cjs" }, minify: true });

// The editor's half. Its API is given by the editor; the language client is a file of its own, read when the first engine is started.
const forEditor = { ...common, plugins: [], outdir: "dist", format: "cjs", outExtension: { ".js": ".cjs" }, minify: true };
const extension = await build({ ...forEditor, plugins: [apart("language-client\\.ts", "language-client.cjs")], entryPoints: { extension: "extension/main.ts" }, external: ["vscode"] });
const client = await build({ ...forEditor, entryPoints: { "language-client": "extension/folders/language-client.ts" }, external: ["vscode"] });

// The side panel and the editor tab: script, style sheet, the font of the icons.
const webview = await buildWebview({ entry: "webview/main.ts", name: "webview", outdir: "dist" });

// Loaded through the TypeScript loader by a runner that waits, so it stays TypeScript.
copyFileSync("sdk/runner/warm-up.ts", "dist/warm-up.ts");

const wasm = require.resolve("sql.js/dist/sql-wasm.wasm");
if (existsSync(wasm)) copyFileSync(wasm, "dist/sql-wasm.wasm");

writeNotices([sdk.metafile, ahead.metafile, command.metafile, parser.metafile, extension.metafile, client.metafile, webview.metafile]);

/** Names every package of which something is in the bundles, with its licence. */
function writeNotices(metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const path of Object.keys(inputs)) {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
      if (match !== null) folders.add(match[1]);
    }
  }
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? "" : readFileSync(`${folder}/${file}`, "utf8").trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  const head = "Millrace contains code of the following packages.\n\n";
  writeFileSync("dist/THIRD_PARTY_NOTICES.txt", `${head}${notices.join(`\n${"-".repeat(80)}\n\n`)}`);
}
