/** How the views are bundled: for the extension (`esbuild.mjs`) and for the preview in a browser. */
import { build } from "esbuild";

/** Writes `<name>.js`, `<name>.css` and the font of the icons; answers with what is in them. */
export async function buildWebview({ entry, name, outdir, ...options }) {
  return build({
    entryPoints: [
      { in: entry, out: name },
      { in: "webview/style/main.css", out: name },
    ],
    outdir,
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "chrome128",
    loader: { ".ttf": "file" },
    assetNames: "[name]",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    ...options,
  });
}
