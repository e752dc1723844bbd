/** Of a run that repeats another: which one, and from where on. Asked once, since neither changes. */
import type { FlowRunDocument } from "../../core/protocol/run-document.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import type { Disposable } from "../timers.ts";
import { Emitter } from "./emitter.ts";
import type { EngineLink } from "./engine-link.ts";

export interface RunOrigin {
  readonly runId: string;
  /** `null`: it is not there any more. */
  readonly name: string | null;
  /** Names of its task runs; `null`: from its start. */
  readonly from: readonly string[] | "failed" | null;
}

/** How many task runs are named; the rest are counted. */
const namedTasks = 3;

export class Origin implements Disposable {
  readonly changed = new Emitter<Origin>();
  readonly #link: Pick<EngineLink, "request">;
  readonly #folder: string;
  #origin: RunOrigin | undefined;
  #isAsked = false;
  #isDisposed = false;

  constructor(link: Pick<EngineLink, "request">, folder: string) {
    this.#link = link;
    this.#folder = folder;
  }

  get origin(): RunOrigin | undefined {
    return this.#origin;
  }

  follow(run: Pick<RunSummary, "id" | "rerunOf">): void {
    if (run.rerunOf === null || this.#isAsked) return;
    this.#isAsked = true;
    void this.#read(run.id, run.rerunOf);
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  async #read(runId: string, originId: string): Promise<void> {
    const [own, before] = await Promise.all([this.#flowRun(runId), this.#flowRun(originId)]);
    const from = Array.isArray(own?.rerunFrom) ? await this.#names(originId, own.rerunFrom) : (own?.rerunFrom ?? null);
    if (this.#isDisposed) return;
    this.#origin = { runId: originId, name: before?.name ?? null, from };
    this.changed.emit(this);
  }

  /** `undefined` for a run that is not there, or an engine that is gone: what is known is shown. */
  async #flowRun(runId: string): Promise<FlowRunDocument | undefined> {
    const detail = await this.#link.request(this.#folder, "millrace/flowRun", { runId, flowRunId: runId }).catch(() => undefined);
    return detail?.flowRun;
  }

  async #names(runId: string, taskRunIds: readonly string[]): Promise<readonly string[]> {
    const nameOf = async (taskRunId: string): Promise<string> => {
      const task = await this.#link.request(this.#folder, "millrace/taskRun", { runId, taskRunId }).catch(() => undefined);
      return task?.name ?? taskRunId;
    };
    const names = await Promise.all(taskRunIds.slice(0, namedTasks).map(nameOf));
    return taskRunIds.length > namedTasks ? [...names, `${taskRunIds.length - namedTasks} more`] : names;
  }
}

/** What stands behind the link to the run: ` from parse-0`, `: what had failed`. */
export function fromWords({ from }: RunOrigin): string {
  if (from === null) return "";
  return from === "failed" ? ": what had not completed" : ` from ${from.join(", ")}`;
}
