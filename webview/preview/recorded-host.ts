/** Answers a view from recorded runs, and plays one of them again when it is asked to run a flow. */
import type { CodeFrame, EngineFailure, LogPage, RunPage } from "../../core/protocol/editor-api.ts";
import type { FlowEntry } from "../../core/protocol/flow-entry.ts";
import type { RunPicture } from "../../core/protocol/run-picture.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { HostInfo, HostMessage, ViewAction, ViewMessage } from "../../core/protocol/view-api.ts";
import { passes } from "../model/run-list.ts";
import type { RecordedHost } from "../transport/recorded.ts";
import { every, nowUs, type Disposable } from "../timers.ts";
import type { Recording } from "./from-document.ts";
import { answerTo } from "./waiting.ts";
import { deltaBetween, lengthOf, pictureAt } from "./replay.ts";

export interface RecordedFolder {
  readonly folder: string;
  readonly path: string;
  readonly name: string;
  readonly recordings: readonly Recording[];
  readonly flows: readonly FlowEntry[];
}

export interface HostOptions {
  readonly folders: readonly RecordedFolder[];
  readonly kind: HostInfo["kind"];
  readonly isTrusted: boolean;
  /** What is shown around an error, by file. */
  readonly frames: Readonly<Record<string, CodeFrame>>;
}

type Request = Extract<ViewMessage, { readonly type: "request" }>;

const tickMs = 100;

export class PreviewHost implements RecordedHost {
  readonly #options: HostOptions;
  readonly #post: (message: HostMessage) => void;
  readonly #recordings = new Map<string, Recording>();
  readonly #pictures = new Map<string, RunPicture>();
  readonly #playing = new Map<string, Disposable>();
  /** All that a view has said, for tests. */
  readonly messages: ViewMessage[] = [];
  #replays = 0;

  constructor(options: HostOptions, post: (message: HostMessage) => void) {
    this.#options = options;
    this.#post = post;
    for (const { recordings } of options.folders) for (const recording of recordings) this.#add(recording.picture.run.id, recording, recording.picture);
  }

  receive(message: ViewMessage): void {
    this.messages.push(message);
    if (message.type === "ready") this.#greet();
    if (message.type === "act") this.#act(message.folder, message.action);
    if (message.type !== "request") return;
    const answer = this.#answer(message);
    if ("failure" in answer) this.#post({ type: "failed", id: message.id, failure: answer.failure });
    else this.#post({ type: "response", id: message.id, result: answer.result });
  }

  /** Sends what only a host can, as a test or the page's own controls want it. */
  send(message: HostMessage): void {
    this.#post(message);
  }

  #add(id: string, recording: Recording, picture: RunPicture): void {
    this.#recordings.set(id, recording);
    this.#pictures.set(id, picture);
  }

  #greet(): void {
    const { folders, kind, isTrusted } = this.#options;
    this.#post({
      type: "hello",
      host: { kind, isTrusted, target: null, folders: folders.map(({ folder, path, name, flows }) => ({ folder, path, name, status: "running", flows })) },
    });
  }

  #answer({ method, params, folder }: Request): { readonly result: unknown } | { readonly failure: EngineFailure } {
    if (method === "millrace/listRuns") return { result: this.#list(folder, params) };
    if (method === "millrace/staticGraph") return { result: staticGraph };
    const recording = this.#recordings.get(params.runId ?? "");
    if (recording === undefined) return { failure: { code: "MILLRACE_RUN_NOT_FOUND", message: "There is no such run any more.", hint: "It may have been deleted." } };
    switch (method) {
      case "millrace/openRun":
        return { result: this.#pictures.get(params.runId) };
      case "millrace/closeRun":
        return { result: null };
      case "millrace/staticEdges":
        return { result: recording.staticEdges };
      case "millrace/logs":
        return { result: this.#logs(recording, params.from, params.limit) };
      case "millrace/pauses":
        return { result: "pauses" in recording ? recording.pauses : [] };
      case "millrace/answer": {
        const result = answerTo(params);
        if (result.kind === "goesOn") this.#goOn(folder, params.runId);
        return { result };
      }
      case "millrace/codeFrame":
        return { result: this.#options.frames[params.place.file] ?? null };
      case "millrace/taskRun": {
        const task = recording.taskRuns.get(params.taskRunId.replace(params.runId, recording.picture.run.id));
        return task === undefined ? { failure: { code: "MILLRACE_RUN_NOT_FOUND", message: "Of a generated run nothing more is known.", hint: null } } : { result: task };
      }
      case "millrace/flowRun": {
        const found = recording.flowRuns.get(params.flowRunId) ?? recording.flowRuns.get(recording.picture.run.id);
        if (found === undefined) return { failure: { code: "MILLRACE_RUN_NOT_FOUND", message: "Of a generated run nothing more is known.", hint: null } };
        return { result: { flowRun: found.flowRun, artifacts: found.document.artifacts, result: found.document.result, error: found.document.error } };
      }
    }
  }

  #list(folder: string, { flow, state, text, offset, limit }: { readonly flow: string | null; readonly state: Parameters<typeof passes>[1]["state"]; readonly text: string; readonly offset: number; readonly limit: number }): RunPage {
    const known = this.#options.folders.find((one) => one.folder === folder);
    const names = new Set(known?.flows.map(({ name }) => name));
    const all = [...this.#pictures.values()].map(({ run }) => run).filter((run) => names.has(run.flow));
    const runs = all.filter((run) => passes(run, { flow, state, text })).sort((a, b) => Number(a.endAt !== null) - Number(b.endAt !== null) || b.createdAt - a.createdAt);
    return { total: runs.length, runs: runs.slice(offset, offset + limit), flows: [...new Set(all.map((run) => run.flow))].sort() };
  }

  #logs({ logs, picture }: Recording, from: number, limit: number): LogPage {
    const shown = this.#playing.size === 0 ? logs : logs.filter(({ at }) => at - picture.originAt <= nowUs() - picture.originAt);
    return { total: shown.length, lines: shown.slice(from, from + limit) };
  }

  #act(folder: string, action: ViewAction): void {
    if (action.kind === "runFlow" || action.kind === "debugFlow") {
      const recording = [...this.#recordings.values()].find(({ picture }) => picture.run.flowId === action.flowId);
      if (recording !== undefined) this.#play(folder, recording);
    }
    if (action.kind === "again" || action.kind === "resume") {
      const recording = this.#recordings.get(action.runId);
      if (recording !== undefined) this.#play(folder, recording);
    }
    if (action.kind === "stop") this.#stop(folder, action.runId);
  }

  #play(folder: string, recording: Recording): void {
    const whole = recording.picture;
    this.#replays += 1;
    const id = `${whole.run.id}-again-${this.#replays}`;
    const named: RunPicture = { ...whole, run: { ...whole.run, id, name: `again-${this.#replays}` } };
    const originAt = nowUs();
    const first = pictureAt(named, 500, originAt, 1);
    this.#add(id, { ...recording, logs: recording.logs.map((line) => ({ ...line, at: line.at - whole.originAt + originAt })) }, first);
    this.#tell(folder, first.run);
    this.#post({ type: "show", folder, target: { kind: "run", runId: id, taskRunId: null } });
    const end = lengthOf(whole);
    const timer = every(tickMs, () => {
      const before = this.#pictures.get(id) ?? first;
      const elapsed = nowUs() - originAt;
      const next = pictureAt(named, elapsed, originAt, before.revision + 1);
      const delta = deltaBetween(before, next);
      if (delta.taskRuns.length > 0 || delta.flowRuns.length > 0) {
        this.#pictures.set(id, next);
        this.#post({ type: "event", folder, event: "millrace/pictureChanged", params: delta });
        this.#tell(folder, next.run);
      }
      if (elapsed > end) this.#end(id);
    });
    this.#playing.set(id, timer);
  }

  #stop(folder: string, id: string): void {
    this.#end(id);
    const picture = this.#pictures.get(id);
    if (picture === undefined) return;
    const run: RunSummary = { ...picture.run, state: { type: "CANCELLED", name: "Cancelled", message: "Stopped." }, endAt: nowUs() };
    this.#pictures.set(id, { ...picture, run });
    this.#tell(folder, run);
  }

  #goOn(folder: string, id: string): void {
    const picture = this.#pictures.get(id);
    if (picture === undefined) return;
    const run: RunSummary = { ...picture.run, state: { type: "COMPLETED", name: "Completed", message: null }, pauses: [], endAt: nowUs() };
    const next = { ...picture, run, revision: picture.revision + 1 };
    this.#pictures.set(id, next);
    this.#post({ type: "event", folder, event: "millrace/pictureChanged", params: { ...next, flowRuns: [], taskRuns: [], definitions: [], sites: [], stateNames: [] } });
    this.#tell(folder, run);
  }

  #end(id: string): void {
    this.#playing.get(id)?.dispose();
    this.#playing.delete(id);
  }

  #tell(folder: string, run: RunSummary): void {
    this.#post({ type: "runs", folder, changed: [run], removed: [] });
  }
}

const staticGraph = {
  nodes: [
    { id: 0, kind: "task", name: "fetch-orders", callSite: "import-orders.ts:41:24", isRepeated: false },
    { id: 1, kind: "task", name: "check-order", callSite: "import-orders.ts:42:37", isRepeated: true },
    { id: 2, kind: "flow", name: "currency", callSite: "import-orders.ts:43:27", isRepeated: false },
    { id: 3, kind: "task", name: "store", callSite: "import-orders.ts:44:24", isRepeated: false },
  ],
  edges: [
    { from: 0, to: 1, parameter: "order" },
    { from: 1, to: 2, parameter: "orders" },
    { from: 2, to: 3, parameter: "orders" },
  ],
};
