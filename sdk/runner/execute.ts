import { revive } from "./parameters.ts";
import { runnerExit, type RunnerMode } from "../../core/protocol/launch.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { thisMachine } from "../../journal/machine.ts";
import { readOwner } from "../../journal/owner-file.ts";
import { mayTakeOver, recordedGeneration } from "../../journal/may-take-over.ts";
import { readRequest } from "../../journal/create-run.ts";
import type { FlowDefinition } from "../definition/definition.ts";
import { parametersOf } from "../definition/signature.ts";
import { captureConsole } from "../logging/console-capture.ts";
import { passOverFailedOutput } from "../logging/output-failures.ts";
import { limitOutput } from "../logging/output-limit.ts";
import { captureStreams } from "../logging/stream-capture.ts";
import { readEnvironment } from "../process/environment.ts";
import { guardImport, guardProcess } from "../process/guards.ts";
import { runRoot } from "../run/start-flow.ts";
import { sharedState } from "../shared-state.ts";
import { findFlow } from "./find-flow.ts";
import { importModule, type ImportedModule } from "./import-module.ts";
import { askParameters, refuse, reportStarted } from "./launcher.ts";
import { openOwnedRun, type RunnerTask } from "./open-owned.ts";
import { runHooks } from "./run-hooks.ts";
import { recordImportCrash } from "./import-crash.ts";

/** Carries out the request in the directory. False: the run has ended, but its end could not be written. */
export async function execute(directory: string, mode: RunnerMode, { launcher, holds, leadsGroup }: Pick<RunnerTask, "launcher" | "holds" | "leadsGroup">): Promise<boolean> {
  const request = readRequest(directory);
  if (request.module === null) return await refuse(launcher, "MILLRACE_USAGE", "The run was made by code that is no module, so it cannot be run again.", null);
  const recorded = recordedGeneration(directory);
  const before = readOwner(directory);
  if (before !== null && !(await mayTakeOver(directory, before, thisMachine()))) {
    return await refuse(launcher, "MILLRACE_USAGE", `${request.name} (${request.id}) goes on in another process.`, "Wait for its end, or cancel it first.");
  }
  passOverFailedOutput();
  captureConsole();
  const { logLimitBytes } = readEnvironment();
  for (const stream of [process.stdout, process.stderr]) limitOutput(stream, logLimitBytes);
  captureStreams();
  guardImport();
  const imported = await importModule(request.module);
  switch (imported.kind) {
    case "syntaxError":
      return await refuse(launcher, "MILLRACE_USAGE", imported.message, "Mend it and run it again.");
    case "threw":
      return await recordImportCrash({ directory, mode, request, launcher, holds, leadsGroup, after: Math.max(before?.generation ?? 0, recorded) }, imported.error);
    case "module":
      return await runFound({ directory, mode, request, launcher, holds, leadsGroup, after: Math.max(before?.generation ?? 0, recorded) }, imported);
  }
}

async function runFound(task: RunnerTask, imported: Extract<ImportedModule, { kind: "module" }>): Promise<boolean> {
  const { mode, request, launcher } = task;
  const found = findFlow(imported.exports, imported.defined, request.flow, request.module ?? "");
  if (found.kind === "none") return await refuse(launcher, found.code, found.message, `${found.hint}${stopHint()}`);
  const { definition, exportName } = found;
  if (mode === "hooks") return await runHooks(task, definition);
  const parameters = await parametersFor(task, definition, exportName);
  // Before the run is anybody's: a request whose values cannot be read is refused, and nothing is recorded. Whoever goes on has those on record.
  const given = mode === "run" ? revive(parameters, definition, request.order) : null;
  guardProcess();
  const owned = openOwnedRun(task, definition);
  if (owned.kind === "refused") return await refuse(launcher, owned.reason.code, owned.reason.message, owned.reason.hint ?? null);
  sharedState().active.add(owned.root);
  const run = runRoot(owned.root, definition, owned.earlierArguments ?? given ?? revive(parameters, definition, request.order));
  reportStarted(launcher, owned.socket, owned.root);
  // What its code still waits for would keep the process alive.
  if ((await run).isSuspended) process.exit(runnerExit.ended);
  return owned.root.failure === null;
}

/** A flow or task that is called at the top level ends the import, and what is defined below it is not there. */
function stopHint(): string {
  return sharedState().hasRefusedCall ? " The module calls a flow or task at its top level, which ends its import: guard the call with if (isMain(import.meta))." : "";
}

/** Values by parameter name, from the request; where it has none and the function wants some, the launcher is asked. */
async function parametersFor({ request, mode, launcher }: RunnerTask, definition: FlowDefinition, exportName: string | null): Promise<RunRequest["parameters"]> {
  if (request.isParametersGiven || mode !== "run" || request.invalid !== undefined) return request.parameters;
  const needsSome = parametersOf(definition.fn).some((parameter) => parameter.default === undefined && !parameter.isRest);
  return needsSome ? await askParameters(launcher, definition.name, exportName) : request.parameters;
}
