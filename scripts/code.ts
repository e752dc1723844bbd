/**
 * `npm run code`: builds, and opens VS Code with the extension on `examples/`. That is the `code` on PATH, in a window of its own, else
 * VS Code in the browser, whose address is printed. Ends with that window, or with Ctrl+C.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./vscode/cache.ts";
import { prepareCodeServer } from "./vscode/code-server.ts";
import { findProgram } from "./vscode/find-program.ts";
import { MissingTool } from "./vscode/missing-tool.ts";
import { packageExtension } from "./vscode/package-extension.ts";
import { installExtension, startServer, windowAddress } from "./vscode/server.ts";

const root = join(import.meta.dirname, "..");
const examples = join(root, "examples");

const { status } = spawnSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

const desktop = findDesktop();
if (desktop === undefined) await openInBrowser();
else openOnDesktop(desktop);

/** The `code` of a remote window's terminal cannot load an extension from a folder. */
function findDesktop(): string | undefined {
  return process.env["VSCODE_IPC_HOOK_CLI"] === undefined ? findProgram("code", "code-insiders") : undefined;
}

function openOnDesktop(program: string): void {
  console.log(`Opening ${program} on ${examples}; close its window to end.`);
  const args = ["--new-window", "--wait", `--extensionDevelopmentPath=${root}`, examples];
  const { status: ended } = spawnSync(program, args, { stdio: "inherit", shell: process.platform === "win32" });
  process.exitCode = ended ?? 0;
}

async function openInBrowser(): Promise<void> {
  // Each clone has its own: an installation would replace the files of another one's running engine.
  const state = join(cacheFolder(), `code-${createHash("sha256").update(root).digest("hex").slice(0, 8)}`);
  const folders = { state, extensions: join(state, "extensions") };
  try {
    const codeServer = await prepareCodeServer(console.log);
    mkdirSync(state, { recursive: true });
    const vsix = join(state, "millrace.vsix");
    packageExtension(root, vsix);
    installExtension({ ...folders, codeServer }, vsix);
    const server = await startServer({ ...folders, codeServer });
    console.log(`VS Code with Millrace on ${examples}:\n\n  ${windowAddress(server, { folder: examples })}\n\nCtrl+C ends it.`);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.stop().then(() => process.exit()));
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    console.error(`${error.message} Or install VS Code so that its command \`code\` is on PATH.`);
    process.exitCode = 1;
  }
}
