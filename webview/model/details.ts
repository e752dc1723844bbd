/** What is shown one at a time: the document of the selected task run or flow run, read again when it changes. */
import type { CodeFrame, EngineFailure, FlowRunDetail, TaskRunDetail } from "../../core/protocol/editor-api.ts";
import type { SourcePlace } from "../../core/protocol/run-summary.ts";
import type { ErrorRecord } from "../../core/states/error-record.ts";
import type { Disposable } from "../timers.ts";
import { Emitter } from "./emitter.ts";
import { failureOf, type EngineLink } from "./engine-link.ts";
import { stackFrames } from "./source-place.ts";

export type Subject = { readonly kind: "task"; readonly taskRunId: string } | { readonly kind: "flow"; readonly flowRunId: string };

export type Detail =
  | { readonly kind: "task"; readonly task: TaskRunDetail; readonly frame: PlacedFrame | null }
  | { readonly kind: "flow"; readonly detail: FlowRunDetail; readonly frame: PlacedFrame | null }
  | { readonly kind: "failed"; readonly failure: EngineFailure };

/** The code that an error was thrown from. */
export interface PlacedFrame {
  readonly place: SourcePlace;
  readonly frame: CodeFrame;
}

export class Details implements Disposable {
  readonly changed = new Emitter<Details>();
  readonly #link: Pick<EngineLink, "request">;
  readonly #folder: string;
  readonly #folderPath: string;
  readonly #runId: string;
  #subject: Subject | null = null;
  #detail: Detail | undefined;
  #question = 0;

  constructor(link: Pick<EngineLink, "request">, folder: { readonly folder: string; readonly path: string }, runId: string) {
    this.#link = link;
    this.#folder = folder.folder;
    this.#folderPath = folder.path;
    this.#runId = runId;
  }

  /** `undefined` while it is on its way for the first time. */
  get detail(): Detail | undefined {
    return this.#detail;
  }

  show(subject: Subject | null): void {
    if (sameSubject(subject, this.#subject)) return;
    this.#subject = subject;
    this.#detail = undefined;
    void this.reload();
  }

  /** Reads again what is shown already; what is on its way for the first time comes anyway. */
  refresh(): void {
    if (this.#detail !== undefined) void this.reload();
  }

  /** What is shown stays until the newer is there. */
  async reload(): Promise<void> {
    const question = ++this.#question;
    if (this.#subject === null) return;
    const detail = await this.#read(this.#subject);
    if (question !== this.#question) return;
    this.#detail = detail;
    this.changed.emit(this);
  }

  dispose(): void {
    this.#question += 1;
    this.#subject = null;
  }

  /** An error is shown without the code around it rather than not at all. */
  async #frameOf(error: ErrorRecord | null | undefined): Promise<PlacedFrame | null> {
    const place = thrownAt(error, this.#folderPath);
    if (place === undefined) return null;
    const frame = await this.#link.request(this.#folder, "millrace/codeFrame", { runId: this.#runId, place }).catch(() => null);
    return frame === null ? null : { place, frame };
  }

  async #read(subject: Subject): Promise<Detail> {
    try {
      if (subject.kind === "flow") {
        const detail = await this.#link.request(this.#folder, "millrace/flowRun", { runId: this.#runId, flowRunId: subject.flowRunId });
        return { kind: "flow", detail, frame: await this.#frameOf(detail.error) };
      }
      const task = await this.#link.request(this.#folder, "millrace/taskRun", { runId: this.#runId, taskRunId: subject.taskRunId });
      return { kind: "task", task, frame: await this.#frameOf(task.error) };
    } catch (thrown) {
      return { kind: "failed", failure: failureOf(thrown) };
    }
  }
}

/** The innermost frame of the folder's own code. */
function thrownAt(error: ErrorRecord | null | undefined, folderPath: string): SourcePlace | undefined {
  const frames = stackFrames(error?.stack ?? "").map(({ place }) => place);
  return frames.find((place) => place?.file.startsWith(`${folderPath}/`) === true && !place.file.includes("/node_modules/"));
}

function sameSubject(a: Subject | null, b: Subject | null): boolean {
  if (a === null || b === null) return a === b;
  return a.kind === "task" ? b.kind === "task" && a.taskRunId === b.taskRunId : b.kind === "flow" && a.flowRunId === b.flowRunId;
}
