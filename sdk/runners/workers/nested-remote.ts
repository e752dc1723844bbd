import type { TaskContext } from "../../run/context.ts";
import type { Remote } from "../../run/remote.ts";
import type { Ending } from "../../run/returned.ts";
import { callFacts } from "./call-facts.ts";
import { readEnding } from "./read-ending.ts";
import { stopWithAttempt } from "./stop-call.ts";
import type { WorkerAnswers } from "./worker-answers.ts";
import type { WorkerJob } from "./worker-job.ts";

/** A task that was called in a worker: its function is called there too, with the arguments that are there. */
export class NestedRemote implements Remote {
  /** What its last call came to, as it came here. */
  last: { readonly value: unknown } | null = null;
  readonly #job: WorkerJob;
  readonly #call: number;
  readonly #answers: WorkerAnswers;

  constructor(job: WorkerJob, call: number, answers: WorkerAnswers) {
    this.#job = job;
    this.#call = call;
    this.#answers = answers;
  }

  get isGone(): boolean {
    return this.#job.isLost;
  }

  async ready(): Promise<Ending | undefined> {
    return undefined;
  }

  async call(context: TaskContext): Promise<Ending> {
    this.#answers.enter(this.#call, context);
    const stop = stopWithAttempt({ job: this.#job, call: this.#call, kind: "nested", name: context.task.name }, context.attempt, context.root.clock);
    try {
      const ending = readEnding(await this.#job.call(this.#call, callFacts(context, true), { kind: "own" }));
      this.last = { value: ending.kind === "completed" ? ending.value : ending.error };
      return ending;
    } catch (error) {
      this.last = { value: error };
      throw error;
    } finally {
      stop.forget();
    }
  }

  async release(): Promise<void> {
    if (this.#job.isCalling(this.#call)) this.#job.end("A run had ended before its function.");
  }
}
