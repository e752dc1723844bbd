import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RunDocument } from "../../core/protocol/run-document.ts";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

export interface Ran {
  readonly exitCode: number | null;
  readonly document: RunDocument;
}

/** Runs the built command in the repository, as a user would. @throws when it prints no document. */
export function runCommand(home: string, ...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/millrace.js", ...args, "--json"], {
    cwd: repository,
    env: { ...process.env, MILLRACE_HOME: home },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.startsWith('{"flowRun"')) throw new Error(`millrace ${args.join(" ")} printed no run: ${stdout}${stderr}`);
  return { exitCode: status, document: JSON.parse(stdout) as RunDocument };
}

/** The names of the states that a task run of this name went through. */
export function statesOf({ taskRuns }: RunDocument, name: string): readonly string[] | undefined {
  return taskRuns.find((taskRun) => taskRun.name === name)?.states.map((state) => state.name);
}
