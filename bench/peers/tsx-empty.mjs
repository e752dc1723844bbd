/** `node --import tsx` of a file that does nothing: until its first line runs, and until the process has ended. */
import { spawn } from "node:child_process";
import { report } from "../works/measure.mjs";

report({ firstLineMs: (await runEmpty("say")).firstLineMs, exitMs: (await runEmpty()).exitMs });

async function runEmpty(...args) {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, ["--import", "tsx", "works/empty.ts", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  let exited = start;
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.once("exit", () => (exited = process.hrtime.bigint()));
  await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const said = output === "" ? start : BigInt(output.trim());
  return { firstLineMs: Number(said - start) / 1e6, exitMs: Number(exited - start) / 1e6 };
}
