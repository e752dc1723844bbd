/** `node --import tsx` of a file that does nothing: until its first line runs, and until the process has ended. */
import { spawn } from "node:child_process";
import { report } from "../works/measure.mjs";

const start = process.hrtime.bigint();
const child = spawn(process.execPath, ["--import", "tsx", "works/empty.ts"], { stdio: ["ignore", "pipe", "inherit"] });
let output = "";
let exited = start;
child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
child.once("exit", () => (exited = process.hrtime.bigint()));
await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
report({ firstLineMs: Number(BigInt(output.trim()) - start) / 1e6, exitMs: Number(exited - start) / 1e6 });
