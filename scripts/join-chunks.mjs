/**
 * Joins what a process loads first into one file. esbuild makes a chunk for each set of entry points that share
 * something, and counts every dynamic import as an entry point: of what all of them share, the command had twenty small
 * files to find, read and link one by one before each run.
 */
import { build } from "esbuild";
import { readFileSync, rmSync } from "node:fs";
import { dirname, posix, resolve } from "node:path";

/**
 * @param outputs `metafile.outputs` of a build with splitting. The files that the modules `sources` come to import
 * statically become one, `outfile`; entry points stay files of their own.
 * @param options esbuild's, as for the build itself; `banner` too, which every file has at its top.
 */
export async function joinChunks({ outputs, sources, outfile, options }) {
  const starts = Object.keys(outputs).filter((path) => sources.includes(outputs[path].entryPoint));
  const chunks = [...staticImports(outputs, starts)].filter((path) => outputs[path].entryPoint === undefined);
  const places = new Map(chunks.map((path, index) => [resolve(path), { index, names: outputs[path].exports }]));
  const users = Object.keys(outputs).filter((path) => !chunks.includes(path) && outputs[path].imports.some((imported) => chunks.includes(imported.path)));

  /** Two chunks may have exports of one name, so each is known by its chunk's number as well. */
  const renamed = (path, write) => places.get(path).names.map((name) => write(name, `$${places.get(path).index}_${name}`)).join(",");
  const everything = [...places.keys()].map((path) => `export {${renamed(path, (name, own) => `${name} as ${own}`)}} from ${JSON.stringify(path)};`);
  const { js: banner } = options.banner;
  const withoutBanner = ({ path }) => ({ contents: readFileSync(path, "utf8").replace(banner, ""), resolveDir: dirname(path) });
  const elsewhere = ({ path }) => ({ path, external: true });

  const inside = {
    name: "inside",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => (places.has(resolve(resolveDir, path)) ? undefined : elsewhere({ path })));
      onLoad({ filter: /\.js$/ }, withoutBanner);
    },
  };
  const outsideIn = (file) => ({
    name: "outside",
    setup({ onResolve, onLoad }) {
      const joined = `./${posix.relative(posix.dirname(file), outfile)}`;
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => (places.has(resolve(resolveDir, path)) ? { path: resolve(resolveDir, path), namespace: "joined" } : elsewhere({ path })));
      onResolve({ filter: /.*/, namespace: "joined" }, elsewhere);
      onLoad({ filter: /.*/, namespace: "joined" }, ({ path }) => ({ contents: `export {${renamed(path, (name, own) => `${own} as ${name}`)}} from ${JSON.stringify(joined)};` }));
      onLoad({ filter: /\.js$/ }, withoutBanner);
    },
  });
  const common = { ...options, bundle: true, allowOverwrite: true, metafile: false };
  await build({ ...common, stdin: { contents: everything.join("\n"), resolveDir: dirname(resolve(outfile)) }, outfile, plugins: [inside] });
  // One by one, since what they import the file by depends on their folder.
  for (const file of users) await build({ ...common, entryPoints: [resolve(file)], outfile: file, plugins: [outsideIn(file)] });
  for (const path of chunks) rmSync(path);
}

/** The files that these import, and what those import, without dynamic imports. */
function staticImports(outputs, starts) {
  const found = new Set(starts);
  for (const path of found) {
    for (const imported of outputs[path].imports) if (imported.kind === "import-statement" && outputs[imported.path] !== undefined) found.add(imported.path);
  }
  return found;
}
