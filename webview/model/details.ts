/** What is shown one at a time: the document of the selected task run or flow run, read again when it changes. */
import type { EngineFailure, FlowRunDetail } from "../../core/protocol/editor-api.ts";
import type { TaskRunDocument } from "../../core/protocol/run-document.ts";
import type { Disposable } from "../timers.ts";
import { Emitter } from "./emitter.ts";
import { failureOf, type EngineLink } from "./engine-link.ts";

export type Subject = { readonly kind: "task"; readonly taskRunId: string } | { readonly kind: "flow"; readonly flowRunId: string };

export type Detail =
  | { readonly kind: "task"; readonly task: TaskRunDocument }
  | { readonly kind: "flow"; readonly detail: FlowRunDetail }
  | { readonly kind: "failed"; readonly failure: EngineFailure };

export class Details implements Disposable {
  readonly changed = new Emitter<Details>();
  readonly #link: Pick<EngineLink, "request">;
  readonly #folder: string;
  readonly #runId: string;
  #subject: Subject | null = null;
  #detail: Detail | undefined;
  #question = 0;

  constructor(link: Pick<EngineLink, "request">, folder: string, runId: string) {
    this.#link = link;
    this.#folder = folder;
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

  async #read(subject: Subject): Promise<Detail> {
    try {
      if (subject.kind === "flow") {
        return { kind: "flow", detail: await this.#link.request(this.#folder, "millrace/flowRun", { runId: this.#runId, flowRunId: subject.flowRunId }) };
      }
      return { kind: "task", task: await this.#link.request(this.#folder, "millrace/taskRun", { runId: this.#runId, taskRunId: subject.taskRunId }) };
    } catch (thrown) {
      return { kind: "failed", failure: failureOf(thrown) };
    }
  }
}

function sameSubject(a: Subject | null, b: Subject | null): boolean {
  if (a === null || b === null) return a === b;
  return a.kind === "task" ? b.kind === "task" && a.taskRunId === b.taskRunId : b.kind === "flow" && a.flowRunId === b.flowRunId;
}
