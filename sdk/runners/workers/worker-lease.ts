/** A place in a worker for one task run, with all its attempts: the same worker for all of them, while it lives. */
import { DefinitionError, SerializationError } from "../../../core/protocol/errors.ts";
import { addressOf, type DefinitionAddress } from "../../definition/address.ts";
import type { Definition } from "../../definition/definition.ts";
import type { TaskContext } from "../../run/context.ts";
import { parameterName } from "../../run/inputs.ts";
import type { Remote } from "../../run/remote.ts";
import type { Ending } from "../../run/returned.ts";
import type { TaskRun } from "../../run/task-run.ts";
import type { Packed } from "../../worker/link/packed.ts";
import { callFacts } from "./call-facts.ts";
import { readEnding } from "./read-ending.ts";
import { stopWithAttempt } from "./stop-call.ts";
import { WorkerAnswers } from "./worker-answers.ts";
import type { WorkerJob } from "./worker-job.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** The call of the job that is the run's own. */
const own = 0;

export class WorkerLease implements Remote {
  readonly isGone = false;
  readonly #pool: WorkerPool;
  readonly #run: TaskRun;
  #job: WorkerJob | null = null;
  #answers: WorkerAnswers | null = null;
  /** Whether its worker knows the flow run's parameters. */
  #isTold = false;
  #isReleased = false;

  constructor(pool: WorkerPool, run: TaskRun) {
    this.#pool = pool;
    this.#run = run;
  }

  async ready(): Promise<Ending | undefined> {
    // An attempt that was told to stop may still be on its way out.
    await this.#job?.callOver(own);
    if (this.#job?.isLost === false) return undefined;
    const { definition, root } = this.#run;
    const address = addressOf(definition);
    if (address === undefined) return failed(unknownTask(definition));
    const job = this.#pool.start(address);
    this.#job = job;
    this.#answers = new WorkerAnswers(job, root);
    const readiness = await job.readiness;
    if (this.#isReleased) job.end("The run had ended before its worker was ready.");
    switch (readiness.kind) {
      case "ready":
        this.#isTold = this.#pool.told.has(readiness.worker);
        this.#pool.told.add(readiness.worker);
        return undefined;
      case "unready":
        return failed(readiness.error === null ? unknownTask(definition, address) : readiness.error.thrown);
      case "lost":
        return { kind: "crashed", error: readiness.lost.error, name: "Crashed", message: readiness.lost.error.message, own: null };
    }
  }

  async call(context: TaskContext, args: readonly unknown[]): Promise<Ending> {
    const job = this.#job;
    if (job === null) throw new TypeError("A lease was called before it was ready. This is a bug in Millrace.");
    const values = this.#packArguments(context.task, args);
    this.#answers?.enter(own, context);
    const stop = stopWithAttempt({ job, call: own, kind: "own", name: context.task.name }, context.attempt, context.root.clock);
    const facts = callFacts(context, this.#isTold);
    this.#isTold = true;
    try {
      return readEnding(await job.call(own, facts, { kind: "given", values }));
    } catch (error) {
      // It was told to stop, and was ended because it did not.
      if (context.attempt.signal.aborted && job.isLost) {
        this.#run.root.forced.add(this.#run.name);
        throw context.attempt.signal.reason;
      }
      throw error;
    } finally {
      stop.forget();
      if (this.#isReleased) job.release();
    }
  }

  /** @throws SerializationError that names the argument. */
  #packArguments({ definition, name }: TaskRun, args: readonly unknown[]): Packed {
    const nameOf = parameterName(definition.fn);
    const values: unknown[] = [];
    let isRich = false;
    args.forEach((value, index) => {
      const parameter = nameOf(index) ?? `arg${index}`;
      const packing = this.#pool.shared.pack(value, parameter);
      if (packing.kind === "uncrossable") {
        const { path, what } = packing.problem;
        throw new SerializationError(`The argument "${parameter}" of ${name} (task "${definition.name}") cannot be passed to a worker: ${path} is ${what}. Pass plain data, or call the task directly instead of submitting it.`);
      }
      values.push(packing.packed.value);
      isRich ||= packing.packed.isRich;
    });
    return { value: values, isRich };
  }

  async release(): Promise<void> {
    this.#isReleased = true;
    const job = this.#job;
    if (job === null) return;
    const address = addressOf(this.#run.definition);
    if (address !== undefined && this.#isClean(job)) return this.#pool.rest(job, address);
    if (!job.isCalling(own)) job.release();
    // Told to stop, it has its time to do so; dropped without a word, it has none.
    else if (this.#run.attemptNow?.signal.aborted !== true) job.end("The run had ended before its function.");
    await job.over;
  }

  /** Whether nothing of this run can go on in the worker, so that another may follow in the same job. */
  #isClean(job: WorkerJob): boolean {
    return !job.isLost && !job.isCalling(own) && this.#answers?.hasStarted === false && this.#run.attemptNow?.signal.aborted === false;
  }
}

function failed(error: unknown): Ending {
  return { kind: "failed", error, name: "Failed", message: null, own: null };
}

function unknownTask({ name, position }: Definition, address?: DefinitionAddress): DefinitionError {
  const where = position === null ? "" : ` (${position.file}:${position.line})`;
  const why = address === undefined || address.ordinal > 0 ? "it is made inside of a function" : "the module that makes it does not make it when a worker loads it: it is made inside of a function, or only under a condition";
  return new DefinitionError(`The task "${name}"${where} cannot run in a worker: ${why}. Move it to the top level of its module, or call it directly instead of submitting it.`);
}
