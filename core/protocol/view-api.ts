/**
 * What a view (the side panel, an editor tab, a page in a plain browser) and its host say to each other, as plain
 * messages over a `Transport`. A view asks the engine through its host, which knows the folder's engine; what only the
 * host can do (open a file, start a run as its own commands do) is an action.
 *
 * V1. A view can be thrown away and made again at any moment: all it keeps is its `ViewState`.
 * V2. Messages from a view are checked before they are used.
 */
import type { EditorEvents, EditorRequests, EngineFailure } from "./editor-api.ts";
import type { FlowEntry } from "./flow-entry.ts";
import type { RunSummary, SourcePlace } from "./run-summary.ts";

/** The engine's requests that a view may make; the folder says whose engine. */
export const viewMethods = [
  "millrace/listRuns",
  "millrace/openRun",
  "millrace/closeRun",
  "millrace/taskRun",
  "millrace/flowRun",
  "millrace/staticEdges",
  "millrace/staticGraph",
  "millrace/logs",
  "millrace/codeFrame",
  "millrace/pauses",
  "millrace/answer",
] as const satisfies readonly (keyof EditorRequests)[];

export type ViewMethod = (typeof viewMethods)[number];

/** From the view to its host. */
export type ViewMessage =
  /** The first message of a view; the host answers with `hello`. */
  | { readonly type: "ready" }
  | { readonly [Method in ViewMethod]: RequestMessage<Method> }[ViewMethod]
  | { readonly type: "act"; readonly folder: string; readonly action: ViewAction }
  /** What is selected, so that editor and trees can follow. */
  | { readonly type: "selected"; readonly folder: string; readonly runId: string; readonly taskRunId: string | null };

export interface RequestMessage<Method extends ViewMethod> {
  readonly type: "request";
  /** Unique within the view. */
  readonly id: number;
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly method: Method;
  readonly params: EditorRequests[Method]["params"];
}

export type ViewAction =
  | { readonly kind: "runFlow" | "debugFlow"; readonly flowId: string }
  | { readonly kind: "stop" | "resume" | "again" | "debugAgain" | "rerunFailed" | "delete" | "openInEditor" | "showLog"; readonly runId: string }
  /** A new run from a task run on, with the results of what does not depend on it. */
  | { readonly kind: "rerunFrom" | "debugFrom"; readonly runId: string; readonly taskRunId: string }
  | { readonly kind: "openSource"; readonly place: SourcePlace }
  | { readonly kind: "copy"; readonly text: string };

/** From the host to the view. */
export type HostMessage =
  | { readonly type: "hello"; readonly host: HostInfo }
  | { readonly type: "response"; readonly id: number; readonly result: unknown }
  | { readonly type: "failed"; readonly id: number; readonly failure: EngineFailure }
  | EventMessage<"millrace/pictureChanged">
  | EventMessage<"millrace/logged">
  /** Runs of a folder have changed; a list that shows them puts them in their place. */
  | { readonly type: "runs"; readonly folder: string; readonly changed: readonly RunSummary[]; readonly removed: readonly string[] }
  | { readonly type: "flows"; readonly folder: string; readonly flows: readonly FlowEntry[] }
  /** The engine of a folder has come up again or gone: what is open has to be opened anew, or shows that it is out of touch. */
  | { readonly type: "engine"; readonly folder: string; readonly status: EngineStatus }
  /** Shows a run, and a task run in it; sent when a lens, a tree or a notification is clicked. */
  | { readonly type: "show"; readonly folder: string; readonly target: ShowTarget };

export interface EventMessage<Event extends keyof EditorEvents> {
  readonly type: "event";
  readonly folder: string;
  readonly event: Event;
  readonly params: EditorEvents[Event];
}

export interface HostInfo {
  readonly kind: "panel" | "tab" | "page";
  readonly folders: readonly ViewFolder[];
  /** What the view was showing when it was last closed, from the host's memory; `null` at the first time. */
  readonly target: { readonly folder: string; readonly target: ShowTarget } | null;
  /** False in restricted mode: nothing can be run. */
  readonly isTrusted: boolean;
}

export interface ViewFolder {
  /** URI. */
  readonly folder: string;
  /** Absolute path, to make places of positions relative to it. */
  readonly path: string;
  readonly name: string;
  readonly status: EngineStatus;
  readonly flows: readonly FlowEntry[];
}

export type EngineStatus = "starting" | "running" | "stopped";

export type ShowTarget =
  | { readonly kind: "run"; readonly runId: string; readonly taskRunId: string | null }
  /** The graph of a flow that has not run, from its code. */
  | { readonly kind: "flow"; readonly flowId: string };

/** The one thing that a view depends on beside this file. */
export interface Transport {
  post(message: ViewMessage): void;
  /** Called with every message of the host from now on. */
  onMessage(listener: (message: HostMessage) => void): { dispose(): void };
  /** What `saveState` was last given, in this view's earlier life; `undefined` at the first time. */
  loadState(): unknown;
  saveState(state: unknown): void;
}
