import { randomUUID } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workspace } from "../../journal/workspace.ts";
import { thisMachine } from "../../journal/machine.ts";
import type { RunsContext } from "../../engine/runs/runs-context.ts";
import { systemClock } from "../../sdk/process/system-clock.ts";
import { makeWorkspace } from "./build-history.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** What an engine over the workspace knows, with the runner as it is built. */
export function makeContext(workspace: Workspace, parts: Partial<RunsContext> = {}): RunsContext {
  const { PATH, TMPDIR } = process.env;
  return {
    cwd: workspace.root,
    env: { PATH, TMPDIR },
    clock: systemClock,
    randomness: { fraction: Math.random, uuid: randomUUID },
    machine: thisMachine(),
    workspace,
    version: "0.0.0-test",
    runner: { node: process.execPath, nodeArgs: [], entry: join(repository, "dist/runner.js") },
    cancelGraceMs: 10_000,
    ...parts,
  };
}

/** A project in which the package is installed as it is built. Gives the path of its module with flows. */
export function makeProject(source: string): { readonly workspace: Workspace; readonly file: string } {
  const workspace = makeWorkspace();
  mkdirSync(join(workspace.root, "node_modules"));
  symlinkSync(repository, join(workspace.root, "node_modules", "millrace"), "junction");
  writeFileSync(join(workspace.root, "package.json"), '{ "type": "module" }');
  const file = join(workspace.root, "flows.ts");
  writeFileSync(file, source);
  return { workspace, file };
}
