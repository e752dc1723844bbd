/**
 * VS Code as code-server has it: the same workbench and the same extension host as on a desktop, shown by a browser. It is built
 * from the npm registry and Debian packages alone, into the cache folder.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "./cache.ts";
import { isDebian, needDebianPackages } from "./debian-packages.ts";
import { findProgram } from "./find-program.ts";
import { withLock } from "./lock.ts";
import { MissingTool } from "./missing-tool.ts";
import { type Report, runStep } from "./run-step.ts";

export const codeServerVersion = "4.139.1";
/** The major version is the one that code-server demands. */
const nodeVersion = "24.21.0";

/** A program and its first arguments: everything else is appended. */
export type CodeServer = readonly [program: string, ...args: string[]];

/** What the native modules of VS Code's server are built with. */
const buildPackages = ["build-essential", "python3", "pkg-config", "libkrb5-dev", "libsecret-1-dev", "libx11-dev", "libxkbfile-dev"];
const nativeModules = [
  "@parcel/watcher",
  "@vscode/deviceid",
  "@vscode/native-watchdog",
  "@vscode/spdlog",
  "@vscode/sqlite3",
  "kerberos",
  "node-pty",
  "@vscode/fs-copyfile",
];

/**
 * The code-server of the cache folder, built there at the first time, else the one on PATH.
 *
 * @throws {@link MissingTool} when there is none and it cannot be built here.
 */
export async function prepareCodeServer(report: Report): Promise<CodeServer> {
  const folder = join(cacheFolder(), "vscode");
  if (isBuilt(folder)) return commandIn(folder);
  const canBuild = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64") && isDebian();
  if (!canBuild) return codeServerOnPath();
  await withLock(folder, report, async () => {
    if (!isBuilt(folder)) await build(folder, report);
  });
  return commandIn(folder);
}

function codeServerOnPath(): CodeServer {
  const program = findProgram("code-server");
  if (program !== undefined) return [program];
  throw new MissingTool(`No VS Code for the browser here: install code-server ${codeServerVersion} so that it is on PATH (npm install --global code-server).`);
}

function commandIn(folder: string): CodeServer {
  return [join(nodeIn(folder), "bin", "node"), join(folder, "node_modules", "code-server", "out", "node", "entry.js")];
}

function nodeIn(folder: string): string {
  return join(folder, "node_modules", `node-linux-${process.arch}`);
}

/** Written last, so that a build that was cut off is not taken for a whole one. */
function markerIn(folder: string): string {
  return join(folder, "built.txt");
}

const marker = `code-server ${codeServerVersion}, Node ${nodeVersion}\n`;

function isBuilt(folder: string): boolean {
  return existsSync(markerIn(folder)) && readFileSync(markerIn(folder), "utf8") === marker;
}

async function build(folder: string, report: Report): Promise<void> {
  await needDebianPackages(buildPackages, report);
  report(`Installing VS Code for the browser (code-server ${codeServerVersion}) into ${folder}, once: some minutes, about 800 MB`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"] as const;
  const log = (name: string): string => join(folder, `${name}.log`);
  const node = nodeIn(folder);
  await runStep({ title: `Node ${nodeVersion}`, command: [...npm, `node-linux-${process.arch}@${nodeVersion}`], cwd: folder, log: log("node") }, report);
  await runStep({ title: "code-server", command: [...npm, `code-server@${codeServerVersion}`], cwd: folder, log: log("code-server") }, report);

  const env = {
    PATH: `${join(node, "bin")}:${process.env["PATH"] ?? ""}`,
    // What its script tells the version of Node by.
    npm_config_user_agent: `npm/10.0.0 node/v${nodeVersion} linux ${process.arch}`,
    npm_config_ignore_scripts: "true",
  };
  const server = join(folder, "node_modules", "code-server");
  await runStep({ title: "VS Code's own packages", command: ["sh", "./postinstall.sh"], cwd: server, env, log: log("packages") }, report);
  const gyp = nodeGyp();
  for (const name of nativeModules) {
    const cwd = join(server, "lib", "vscode", "node_modules", name);
    if (!existsSync(join(cwd, "binding.gyp"))) continue;
    // The headers come with the npm package of Node; node-gyp would download them.
    const command = [join(node, "bin", "node"), gyp, "rebuild", `--nodedir=${node}`] as const;
    await runStep({ title: name, command: [...command], cwd, env, log: log(name.replace("/", "-")) }, report);
  }
  const [program, ...args] = commandIn(folder);
  await runStep({ title: "a first start", command: [program, ...args, "--version"], log: log("version") }, report);
  writeFileSync(markerIn(folder), marker);
}

/** npm has a copy of its own. */
function nodeGyp(): string {
  const npm = findProgram("npm");
  const path = npm === undefined ? undefined : join(dirname(realpathSync(npm)), "..", "node_modules", "node-gyp", "bin", "node-gyp.js");
  if (path !== undefined && existsSync(path)) return path;
  throw new MissingTool("node-gyp was not found beside npm: install npm 10 or later from nodejs.org.");
}
