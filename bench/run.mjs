/**
 * `npm run bench`: Millrace beside its peers, in one run, as one table of Markdown. See docs/benchmarks.md.
 */
import { writeFileSync } from "node:fs";
import { readOptions, usage } from "./lib/options.mjs";
import { installPeers } from "./lib/install.mjs";
import { findNodes } from "./lib/nodes.mjs";
import { buildPackage, createWorkspace } from "./lib/workspace.mjs";
import { describeMachine } from "./lib/machine.mjs";
import { chooseSubjects, works } from "./lib/plan.mjs";
import { takeSamples } from "./lib/samples.mjs";
import { tableOf } from "./lib/table.mjs";

const say = sayOnce();

const options = readOptions(process.argv.slice(2));
if (options.kind === "usage") {
  say(options.problem === null ? usage : `${options.problem}\n\n${usage}`);
  process.exit(options.problem === null ? 0 : 2);
}

buildPackage(say);
const installed = installPeers({ ...options, say });
const nodes = findNodes({ choice: options.node, node24: installed.node24, say });
const workspace = createWorkspace();
try {
  const machine = describeMachine(workspace.directory);
  say(`Node ${nodes.map((node) => node.version).join(" and ")}, ${machine.text}`);
  const chosen = works.filter((work) => options.only.includes(work.number));
  const samples = [];
  for (const work of chosen) {
    const subjects = chooseSubjects(work, { nodes, peers: options.peers, installed, say });
    samples.push(...(await takeSamples({ work, subjects, count: options.samples, workspace, say })));
  }
  const table = tableOf(chosen, samples);
  process.stdout.write(`\n${machine.text}; medians of ${options.samples}, ${new Date().toISOString().slice(0, 10)}.\n\n${table.text}\n`);
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify({ machine, rows: table.rows, samples }, null, 2)}\n`);
} finally {
  workspace.remove();
}

/** Progress and remarks go to stderr; a remark that concerns several works is made once. */
function sayOnce() {
  const said = new Set();
  return (line) => {
    if (said.has(line)) return;
    said.add(line);
    process.stderr.write(`${line}\n`);
  };
}
