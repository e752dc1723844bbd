/** Takes the samples of a work: one of each subject, and again, so that a change of the machine's mood meets all alike. */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const limitMs = 300_000;

/** @returns `{ work, subject, node, values }` for each sample; the first round only warms up. */
export async function takeSamples({ work, subjects, count, workspace, say }) {
  const samples = [];
  const failed = new Set();
  for (let round = 0; round <= count; round += 1) {
    say(`Work ${work.number}, ${round === 0 ? "warm-up" : `sample ${round} of ${count}`}`);
    for (const subject of subjects) {
      if (failed.has(subject)) continue;
      try {
        const values = await takeSample(subject, workspace);
        if (round > 0) samples.push({ work: work.number, subject: subject.id, node: subject.node, name: subject.name, values });
      } catch (error) {
        failed.add(subject);
        say(`${subject.name} is left out: ${error.message}`);
      }
    }
  }
  return samples;
}

/** Each sample is a process of its own with a folder of its own. */
async function takeSample(subject, workspace) {
  const directory = join(workspace.directory, "sample");
  mkdirSync(directory);
  const { command, args, env } = subject.start(workspace);
  const path = `${dirname(command)}${delimiter}${process.env.PATH ?? ""}`;
  const own = {
    PATH: path,
    MILLRACE_HOME: join(directory, ".millrace"),
    MILLRACE_BENCH_DIR: directory,
    MILLRACE_BENCH_COMMAND: workspace.command,
    MILLRACE_BENCH_MARKER: join(directory, "marker"),
    PREFECT_HOME: join(directory, "prefect"),
  };
  try {
    return JSON.parse(await lastLine(command, args, { cwd: workspace.directory, env: { ...process.env, ...own, ...env } }));
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function lastLine(command, args, options) {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], timeout: limitMs, killSignal: "SIGKILL" });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (errors = (errors + text).slice(-2_000)));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`its sample ended with ${code}.\n${errors}`);
  return output.trim().split("\n").at(-1);
}
