import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

/** Where progress is told to a person, a line at a time. */
export type Report = (line: string) => void;

export interface Step {
  /** What is happening, in the words of whoever waits. */
  readonly title: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** File that receives what the command prints. */
  readonly log: string;
}

/**
 * Runs a command that may take minutes, and tells how long it took.
 *
 * @throws When it ends with anything but 0, with the end of what it printed.
 */
export async function runStep({ title, command: [program, ...args], cwd, env, log }: Step, report: Report): Promise<void> {
  const startedAt = performance.now();
  const output = openSync(log, "w");
  const code = await new Promise<number | string>((resolve) => {
    const child = spawn(program, args, { ...(cwd === undefined ? {} : { cwd }), env: { ...process.env, ...env }, stdio: ["ignore", output, output] });
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (exitCode, signal) => resolve(exitCode ?? signal ?? "unknown"));
  });
  closeSync(output);
  if (code !== 0) throw new Error(`${title}: ended with ${code}.\n${readFileSync(log, "utf8").slice(-2000)}\nAll of it: ${log}`);
  report(`  ${title}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
