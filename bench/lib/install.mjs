/** Installs the peers into bench/ on first use, and says what it does. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSqlite } from "./build-sqlite.mjs";
import { describeNode, hasNode24Package, node24Prefix } from "./nodes.mjs";
import { benchDirectory, virtualEnvironment } from "./paths.mjs";

const requirements = join(benchDirectory, "requirements.txt");
const isWindows = process.platform === "win32";

/**
 * @returns what there is to measure with: `packages` (those of bench/package.json), `node24`, `bindings` (better-sqlite3
 * by ABI of Node), `python` (of the virtual environment with Prefect, or `null`).
 */
export function installPeers({ node, peers, only, say }) {
  const wantsNode24 = hasNode24Package && (node === "both" || node === "24") && !process.version.startsWith("v24.");
  const wantsPeers = peers === "all";
  if (!wantsNode24 && !wantsPeers) return { packages: false, node24: false, bindings: {}, python: null };
  const packages = installPackages(say);
  const node24 = packages && wantsNode24 && existsSync(join(node24Prefix, "bin/node"));
  const wantsSqlite = packages && wantsPeers && only.some((number) => [1, 2, 5].includes(number));
  const runtimes = [...(node === "24" && node24 ? [] : [process.execPath]), ...(node24 ? [join(node24Prefix, "bin/node")] : [])];
  const bindings = wantsSqlite ? buildBindings(runtimes.map(describeNode), say) : {};
  return { packages, node24, bindings, python: wantsPeers && only.includes(1) ? installPrefect(say) : null };
}

function buildBindings(nodes, say) {
  return Object.fromEntries(nodes.map((node) => [node.abi, buildSqlite(node, say)]));
}

function installPackages(say) {
  const marker = join(benchDirectory, "node_modules/.installed-lock.json");
  const lock = readFileSync(join(benchDirectory, "package-lock.json"), "utf8");
  if (existsSync(marker) && readFileSync(marker, "utf8") === lock) return true;
  say("Installing the peers of bench/package.json: npm ci in bench/");
  // Without scripts: better-sqlite3 is built for each Node on its own.
  const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: benchDirectory, stdio: ["ignore", "ignore", "inherit"], shell: isWindows });
  if (npm.status !== 0) {
    say("npm ci failed: all peers of npm and Node 24 are left out.");
    return false;
  }
  writeFileSync(marker, lock);
  return true;
}

function installPrefect(say) {
  const python = join(virtualEnvironment, isWindows ? "Scripts/python.exe" : "bin/python");
  const marker = join(virtualEnvironment, "installed-requirements.txt");
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return python;
  say("Installing Prefect from PyPI into bench/.venv");
  rmSync(virtualEnvironment, { recursive: true, force: true });
  const isInstalled =
    succeeds(isWindows ? "python" : "python3", ["-m", "venv", virtualEnvironment]) &&
    succeeds(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements]);
  if (!isInstalled) {
    say("Prefect is left out: it needs Python ≥ 3.10 with venv, and PyPI.");
    return null;
  }
  writeFileSync(marker, wanted);
  return python;
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}
