import { parseArgs } from "node:util";

export const usage = `node bench/run.mjs [--only 1,2] [--samples 5] [--node 20|24|both] [--peers none|all] [--json file]

  --only     works to measure, by number: 1 tasks in turn, 2 fan-out, 3 100,000 tasks, 4 start, 5 resume, 6 durable, 7 workers,
             8 calls answered from the cache, 9 a slot of a concurrency limit handed over
  --samples  samples of each, after one that warms up (5)
  --node     major version of Node to measure with: one of the running Node's and 24, or both (both)
  --peers    none leaves out the peers that have to be installed (all)
  --json     a file for medians and all samples`;

/** @returns the options, or `{ kind: "usage", problem }`, where `problem` is `null` when help was asked for. */
export function readOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        only: { type: "string", default: "1,2,3,4,5,6,7,8,9" },
        samples: { type: "string", default: "5" },
        node: { type: "string", default: "both" },
        peers: { type: "string", default: "all" },
        json: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    }));
  } catch (error) {
    return { kind: "usage", problem: error.message };
  }
  if (values.help) return { kind: "usage", problem: null };
  const only = values.only.split(",").map(Number);
  const samples = Number(values.samples);
  const problem = findProblem({ ...values, only, samples });
  if (problem !== null) return { kind: "usage", problem };
  return { kind: "measure", only, samples, node: values.node, peers: values.peers, json: values.json ?? null };
}

function findProblem({ only, samples, node, peers }) {
  if (!only.every((number) => Number.isInteger(number) && number >= 1 && number <= 9)) return "--only: expected numbers from 1 to 9, with commas between them.";
  if (!Number.isInteger(samples) || samples < 1) return "--samples: expected a whole number ≥ 1.";
  if (!/^(both|\d+)$/.test(node)) return "--node: expected both or a major version, such as 24.";
  if (!["none", "all"].includes(peers)) return "--peers: expected none or all.";
  return null;
}
