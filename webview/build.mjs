/** How the views are bundled: for the extension (`esbuild.mjs`) and for the preview in a browser. */
import { build } from "esbuild";
import { join } from "node:path";

const common = { bundle: true, format: "iife", platform: "browser", target: "chrome128", minify: true, legalComments: "none", logLevel: "warning" };

/** `import source from "worker:layout/x.ts"`: the bundle of a worker as text, since a webview can start one only from a blob. */
const workers = {
  name: "workers",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^worker:/ }, ({ path }) => ({ path: path.slice("worker:".length), namespace: "worker" }));
    onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const { outputFiles } = await build({ ...common, entryPoints: [join(import.meta.dirname, path)], write: false });
      return { contents: `export const source = ${JSON.stringify(outputFiles[0].text)};` };
    });
  },
};

/** Writes `<name>.js`, `<name>.css` and the font of the icons; answers with what is in them. */
export async function buildWebview({ entry, name, outdir, ...options }) {
  return build({
    ...common,
    entryPoints: [
      { in: entry, out: name },
      { in: "webview/style/main.css", out: name },
    ],
    outdir,
    plugins: [workers],
    loader: { ".ttf": "file" },
    assetNames: "[name]",
    metafile: true,
    ...options,
  });
}
