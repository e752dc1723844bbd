/** `read-and-parse.mjs <folder of runs> [run]`: what cannot be avoided: reads the records' files and parses their lines. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [runs, only] = process.argv.slice(2);
let records = 0;
for (const name of only === undefined ? readdirSync(runs) : [only]) {
  for (const line of readFileSync(join(runs, name, "events.ndjson"), "utf8").split("\n")) {
    if (line !== "" && JSON.parse(line).n > 0) records += 1;
  }
}
if (records === 0) process.exit(1);
