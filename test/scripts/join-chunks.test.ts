import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const repository = join(import.meta.dirname, "../..");

/** Two entry points and a dynamic one that share three modules in three different ways, and have exports of one name. */
const sources = {
  "src/a.js": `globalThis.order = ["a"]; export const shared = { made: 0 }; export const name = "a";`,
  "src/b.js": `import { shared } from "./a.js"; globalThis.order.push("b"); export const name = "b" + (shared.made += 1);`,
  "src/c.js": `export const name = "c";`,
  "src/start.js": `import { shared, name as a } from "./a.js"; import { name as b } from "./b.js"; import { name as c } from "./c.js";
    export const told = async () => [a, b, c, shared.made, (await import("./later.js")).told(), globalThis.order.join()].join(" ");`,
  "src/later.js": `import { shared, name } from "./a.js"; import { name as c } from "./c.js"; export const told = () => [name, c, shared.made += 1].join("-");`,
  "src/first.js": `const { told } = await import("./start.js"); console.log(await told());`,
  "src/deep/second.js": `import { name } from "../b.js"; import { shared } from "../a.js"; import { told } from "../later.js"; console.log(name, told(), shared.made);`,
};

const buildScript = `
  import { build } from ${JSON.stringify(pathToFileURL(join(repository, "node_modules/esbuild/lib/main.js")).href)};
  import { joinChunks } from ${JSON.stringify(pathToFileURL(join(repository, "scripts/join-chunks.mjs")).href)};
  const options = { bundle: true, platform: "node", format: "esm", target: "node20.19", minify: true, metafile: true, banner: { js: "const banner = 1;" } };
  const { metafile } = await build({ ...options, entryPoints: { first: "src/first.js", "deep/second": "src/deep/second.js" }, outdir: "out", splitting: true, chunkNames: "[name]-[hash]" });
  await joinChunks({ outputs: metafile.outputs, sources: ["src/start.js"], outfile: "out/core.js", options });
`;

test("chunks that are joined into one file behave as they did apart", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-join-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ...sources, "package.json": '{ "type": "module" }', "build.mjs": buildScript })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const run = (file: string): string => execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
  run("build.mjs");
  expect([run("out/first.js"), run("out/deep/second.js")]).toEqual(["a b1 c 1 a-c-2 a,b", "b1 a-c-2 2"]);
  const files = readdirSync(join(folder, "out")).map((name) => name.replace(/-.*\./, "."));
  // What is left of the chunks is what nothing but the others share.
  expect(files).toEqual(["chunk.js", "core.js", "deep", "first.js", "later.js", "start.js"]);
});
