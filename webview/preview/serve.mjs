/** `npm run preview`: bundles the preview into a temporary folder and serves it. `--port <n>`, 0 for any that is free. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { buildWebview } from "../build.mjs";

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".ttf": "font/ttf" };

/** Builds and serves; answers with the address and how to stop. */
export async function servePreview({ port = 0 } = {}) {
  const clone = resolve(import.meta.dirname, "../..");
  const outdir = mkdtempSync(join(tmpdir(), "millrace-preview-"));
  await buildWebview({ entry: "webview/preview/main.ts", name: "preview", outdir, absWorkingDir: clone });
  const server = createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const content = name.includes("..") ? undefined : (read(join(outdir, name)) ?? read(join(import.meta.dirname, name)));
    response.writeHead(content === undefined ? 404 : 200, { "content-type": types[extname(name)] ?? "text/plain" });
    response.end(content);
  });
  await new Promise((listening) => server.listen(port, "127.0.0.1", listening));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    stop: () => {
      server.close();
      server.closeAllConnections();
      rmSync(outdir, { recursive: true, force: true });
    },
  };
}

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

if (process.argv[1] === import.meta.filename) {
  const flag = process.argv.indexOf("--port");
  const { address } = await servePreview({ port: flag < 0 ? 4173 : Number(process.argv[flag + 1]) });
  console.log(`The preview is at ${address}`);
}
