/**
 * `npm run fuzz -- --seed 7 --minutes 5`: every property of test/fuzz, each with a share of the time and from the seed. What is found
 * is printed with the input that it takes; `npm run fuzz -- --seed 7 --minutes 5 record-reader` goes on with one file.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { seed: { type: "string", default: String(Date.now() % 1_000_000) }, minutes: { type: "string", default: "1" } },
  allowPositionals: true,
});
const files = readdirSync("test/fuzz").filter((name) => name.endsWith(".test.ts") && (positionals.length === 0 || positionals.some((word) => name.includes(word))));
const properties = files.reduce((count, name) => count + (readFileSync(`test/fuzz/${name}`, "utf8").match(/fuzzing\(/g)?.length ?? 0), 0);
const seconds = Math.max(1, Math.round((Number(values.minutes) * 60) / Math.max(1, properties)));

console.log(`fuzz: seed ${values.seed}, ${properties} properties in ${files.length} files, ${seconds} s each`);
const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--no-file-parallelism", ...files.map((name) => `test/fuzz/${name}`)], {
  stdio: "inherit",
  env: { ...process.env, MILLRACE_FUZZ_SEED: values.seed, MILLRACE_FUZZ_SECONDS: String(seconds) },
});
process.exitCode = status ?? 1;
