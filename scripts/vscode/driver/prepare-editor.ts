/**
 * What every drive of VS Code begins with: sees to it that there is one, installs the packed extension as a user would, beside it the agent, and
 * makes the `node_modules` of a workspace from the package that the extension carries.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { prepareBrowser } from "../browser.ts";
import { type CodeServer, prepareCodeServer } from "../code-server.ts";
import { packageExtension } from "../package-extension.ts";
import { installExtension } from "../server.ts";

export interface PreparedEditor {
  readonly codeServer: CodeServer;
  /** Path of a Chromium. */
  readonly browser: string;
  /** The packed extension. */
  readonly vsix: string;
  /** Folder of extensions, with ours and the agent. */
  readonly extensions: string;
  /** Folder of ours as it was installed. */
  readonly extension: string;
  /** The package `millrace`, packed out of the installed extension. */
  readonly tarball: string;
  /** A workspace's `node_modules` with `millrace` in it. */
  readonly modules: string;
}

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** Puts all of that into a folder. What is built is packed as it is. */
export async function prepareEditor(folder: string): Promise<PreparedEditor> {
  const browser = await prepareBrowser(console.log);
  const codeServer = await prepareCodeServer(console.log);
  const vsix = join(folder, "millrace.vsix");
  packageExtension(repository, vsix);
  const extensions = join(folder, "extensions");
  await writeAgent(join(extensions, "millrace-tests.agent-1.0.0"));
  installExtension({ codeServer, state: join(folder, "install"), extensions }, vsix);
  const extension = join(extensions, findName(extensions, /^millrace\.millrace-/));
  const tarball = packMillrace(extension, folder);
  return { codeServer, browser, vsix, extensions, extension, tarball, modules: installMillrace(tarball, join(folder, "modules")) };
}

async function writeAgent(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const manifest = {
    ...{ name: "agent", publisher: "millrace-tests", version: "1.0.0", engines: { vscode: "^1.106.0" } },
    ...{ main: "./agent.cjs", activationEvents: ["*"], extensionKind: ["workspace"], capabilities: { untrustedWorkspaces: { supported: true } } },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const entry = fileURLToPath(new URL("./agent/agent.ts", import.meta.url));
  await build({ entryPoints: [entry], outfile: join(folder, "agent.cjs"), bundle: true, platform: "node", format: "cjs", external: ["vscode"], logLevel: "warning" });
}

/** As the extension itself does it. */
function packMillrace(extension: string, folder: string): string {
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: extension, stdio: "ignore" });
  return join(folder, findName(folder, /\.tgz$/));
}

function installMillrace(tarball: string, folder: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball], { cwd: folder, stdio: "pipe" });
  return join(folder, "node_modules");
}

function findName(folder: string, pattern: RegExp): string {
  const names = readdirSync(folder);
  const found = names.find((name) => pattern.test(name));
  if (found === undefined) throw new Error(`Nothing in ${folder} is called ${String(pattern)}; there is ${names.join(", ")}.`);
  return found;
}
