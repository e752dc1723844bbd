import { readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import { currentState } from "../../core/records/fold.ts";
import type { RunView } from "../../core/records/run-view.ts";
import type { EndedRun, EngineApi, StartedRun } from "../../core/protocol/engine-api.ts";
import type { RunDocument } from "../../core/protocol/run-document.ts";
import type { ErrorRecord } from "../../core/states/error-record.ts";
import type { Context } from "../context.ts";
import { artifactsOfView } from "../view/artifact-lines.ts";
import { endingLines, type Outcome } from "../view/ending-lines.ts";
import type { Sources } from "../view/failure-lines.ts";
import { lookFor } from "../view/look.ts";
import { treeOfView } from "../view/run-tree.ts";
import { waitLines } from "../view/wait-lines.ts";
import { shortId } from "../view/short-id.ts";
import { writeJson } from "../write-json.ts";
import type { Shown } from "./progress.ts";

export interface PrintedEnding {
  readonly context: Context;
  readonly engine: EngineApi;
  readonly run: StartedRun;
  readonly ended: EndedRun;
  readonly shown: Shown;
}

export async function printEnding({ context, engine, run, ended, shown }: PrintedEnding): Promise<void> {
  const { view } = shown;
  const [outcome, ids] = await Promise.all([outcomeOf(view, engine, run.id), engine.runIds()]);
  const lines = endingLines(
    {
      tree: view === undefined ? undefined : treeOfView(view, context.clock.nowUs()),
      detail: "final",
      log: shown.log,
      earlierLogCount: shown.earlierLogCount,
      artifacts: view === undefined ? [] : artifactsOfView(view),
      outcome,
      waiting: await waitingLines(context, engine, view),
      state: ended.state,
      shortId: shortId(run.id, ids),
      directory: sourcesOf(context).show(run.directory),
    },
    lookFor(context, context.stdout),
    sourcesOf(context),
  );
  context.stdout.write(`${lines.join("\n")}\n`);
}

async function waitingLines(context: Context, engine: EngineApi, view: RunView | undefined): Promise<readonly string[]> {
  const root = view?.flowRuns.get(0);
  if (view === undefined || root === undefined || currentState(root)?.type !== "PAUSED") return [];
  return waitLines(view, root, { ...lookFor(context, context.stdout), columns: Infinity }, context.clock.nowUs(), await engine.pauseSchemas(view)).filter((line) => line !== "");
}

export async function printJson(context: Context, engine: EngineApi, id: string): Promise<void> {
  await writeJson(context.stdout, await engine.showRun(id));
}

/** What a run came to, from its document. */
export function outcomeOfDocument(document: RunDocument): Outcome {
  const failure = document.error ?? document.taskRuns.find((task) => task.error !== null && task.superseded !== true)?.error;
  const state = (document.flowRun ?? document.taskRuns[0])?.state;
  if (state?.type === "COMPLETED") {
    const result = document.flowRun === null ? document.taskRuns[0]?.result : document.result;
    return result === undefined ? { kind: "notRecorded", reason: "it was not persisted" } : { kind: "result", result };
  }
  const hasFailed = state?.type === "FAILED" || state?.type === "CRASHED";
  return hasFailed && failure ? { kind: "error", error: failure } : { kind: "none" };
}

/**
 * Sources as they are now. With `asOf` (ISO time) one that was changed later is not read: around an error of the past it
 * would show code that did not throw it.
 */
export function sourcesOf(context: Context, asOf: string | null = null): Sources {
  return {
    read: (path) => {
      try {
        if (asOf !== null && statSync(path).mtimeMs > Date.parse(asOf)) return undefined;
        return readFileSync(path, "utf8");
      } catch {
        // The file may be gone or elsewhere by now; the position alone still tells.
        return undefined;
      }
    },
    show: (path) => {
      const shown = relative(context.cwd, path);
      return shown === "" || shown.startsWith("..") ? path : shown.replaceAll("\\", "/");
    },
  };
}

/** From the view where it says enough: reading a large run again only for its result would take a while. */
async function outcomeOf(view: RunView | undefined, engine: EngineApi, id: string): Promise<Outcome> {
  const root = view?.flowRuns.get(0);
  const state = root === undefined ? undefined : currentState(root);
  if (view === undefined || state === undefined) return outcomeOfDocument(await engine.showRun(id));
  if (state.type === "FAILED" || state.type === "CRASHED") {
    const error = state.error ?? firstFailure(view);
    return error === undefined ? { kind: "none" } : { kind: "error", error };
  }
  if (state.type !== "COMPLETED") return { kind: "none" };
  if (state.result === undefined) return { kind: "result", result: null };
  if ("v" in state.result) return { kind: "result", result: state.result.v };
  if ("m" in state.result) return { kind: "notRecorded", reason: state.result.m };
  return outcomeOfDocument(await engine.showRun(id));
}

function firstFailure(view: RunView): ErrorRecord | undefined {
  for (const task of view.taskRuns.values()) {
    const state = currentState(task);
    if (!task.isSuperseded && (state?.type === "FAILED" || state?.type === "CRASHED") && state.error) return state.error;
  }
  return undefined;
}
