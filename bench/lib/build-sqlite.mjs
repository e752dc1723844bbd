/** Makes the native half of better-sqlite3 for one Node: the prebuilt one where it can be had, else from source. */
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { benchDirectory, cacheDirectory } from "./paths.mjs";

const packages = join(benchDirectory, "node_modules");
const prebuiltLimitMs = 30_000;

/** @returns the path of the binding, or `null` where it could not be made. */
export function buildSqlite(node, say) {
  const binding = join(cacheDirectory, `better-sqlite3-abi${node.abi}-${process.platform}-${process.arch}.node`);
  if (existsSync(binding)) return binding;
  say(`Making better-sqlite3 for Node ${node.version}; from source this takes a minute or two`);
  const copy = join(cacheDirectory, `build-${node.abi}`);
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(cacheDirectory, { recursive: true });
  cpSync(join(packages, "better-sqlite3"), copy, { recursive: true });
  try {
    if (!fetchPrebuilt(node, copy) && !compile(node, copy)) {
      say(`better-sqlite3 cannot be made for Node ${node.version}: it needs a prebuilt binary from GitHub, or python3, make, a C++ compiler and Node's headers.`);
      return null;
    }
    copyFileSync(join(copy, "build/Release/better_sqlite3.node"), binding);
    return binding;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function fetchPrebuilt(node, cwd) {
  return run(node, cwd, [join(packages, "prebuild-install/bin.js"), "--target", node.version], prebuiltLimitMs);
}

/** With the headers beside that Node, if it has them; node-gyp downloads them otherwise. */
function compile(node, cwd) {
  const prefix = dirname(dirname(node.path));
  const headers = existsSync(join(prefix, "include/node/node_version.h")) ? [`--nodedir=${prefix}`] : [];
  return run(node, cwd, [join(packages, "node-gyp/bin/node-gyp.js"), "rebuild", "--release", ...headers]);
}

function run(node, cwd, args, timeout) {
  // Settings of an npm around us, such as its own nodedir, would win over the ones given here.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name)));
  return spawnSync(node.path, args, { cwd, env, timeout, stdio: "ignore" }).status === 0;
}
