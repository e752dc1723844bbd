/** `node --import tsx` of a file that reads the 10,000 steps of a store in SQLite: until it has them all. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { fanOutCount, report } from "../works/measure.mjs";
import { openSteps } from "./open-sqlite.mjs";

const steps = await openSteps("NORMAL");
steps.exec("BEGIN");
for (let index = 0; index < fanOutCount; index += 1) steps.end(steps.start(index), index);
steps.exec("COMMIT");
steps.close();

const start = process.hrtime.bigint();
const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(new URL("read-rows.ts", import.meta.url))], { stdio: ["ignore", "pipe", "inherit"] });
let output = "";
child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
if (code !== 0) throw new Error(`The file that reads the rows ended with ${code}.`);
const { at, count } = JSON.parse(output);
if (count !== fanOutCount) throw new Error(`It read ${count} rows instead of ${fanOutCount}.`);
report({ rowsReadMs: Number(BigInt(at) - start) / 1e6 });
