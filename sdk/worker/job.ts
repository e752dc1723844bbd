/**
 * One job in the worker: the function of a task run, called once for each of its attempts, and those of the tasks that
 * it calls in turn (L1). The flow's process says when to call (L2).
 */
import { isMainThread, threadId } from "node:worker_threads";
import { assertNever } from "../../core/base/assert-never.ts";
import { CancelledError } from "../../core/protocol/errors.ts";
import type { TaskDefinition } from "../definition/definition.ts";
import { Attempt } from "../run/attempt.ts";
import { TaskScope } from "../transactions/scope.ts";
import { contextStorage, TaskContext } from "../run/context.ts";
import { generatorBody } from "../run/items/generator-body.ts";
import { resolveArguments } from "../run/resolve-arguments.ts";
import { askChildrenToEnd, endChildren } from "../process/child-processes.ts";
import { endingOf } from "../run/returned.ts";
import type { RootRun } from "../run/root-run.ts";
import { describeEnding, failedCall } from "./call-ending.ts";
import { findTask } from "./find-definition.ts";
import { JobHome } from "./job-home.ts";
import { LinkShared } from "./link-shared.ts";
import { LinkWriter } from "./link-writer.ts";
import type { CallArguments, CallEnding, CallFacts, JobOrder, ToWorker } from "./link/messages.ts";
import { packLoosely } from "./link/pack.ts";
import { unpack } from "./link/unpack.ts";
import { mirrorFlow, mirrorRoot, mirrorTask } from "./mirrors.ts";
import type { SharedCopies } from "./shared-copies.ts";
import type { WorkerLine } from "./worker-line.ts";

let current: Job | null = null;

/** The job that has not ended yet; the last one, while calls of an earlier one go on. */
export function currentJob(): Job | null {
  return current;
}

/** Fulfils when the job is over: the worker is free for the next. */
export async function runJob(order: JobOrder, line: WorkerLine, copies: SharedCopies): Promise<void> {
  const found = await findTask(order.definition);
  if (found.kind !== "found") {
    // Not over before that has been heard: the pool's own word of the end comes on another way.
    const heard = new Promise<void>((resolve) => line.listen(() => resolve()));
    line.send({ kind: "unready", error: found.kind === "broken" ? packLoosely(found.error) : null });
    await heard;
    line.close();
    return;
  }
  const job = new Job(order, line, found.definition, copies);
  current = job;
  await job.serve();
  if (current === job) current = null;
}

class Job {
  readonly #line: WorkerLine;
  readonly #definition: TaskDefinition;
  readonly #copies: SharedCopies;
  readonly #root: RootRun;
  readonly #writer: LinkWriter;
  readonly #home: JobHome;
  readonly #shared: LinkShared;
  /** The attempts under way, by call. */
  readonly #attempts = new Map<number, Attempt>();
  #isReleased = false;
  #isAborted = false;
  #onOver: () => void = () => undefined;

  constructor(order: JobOrder, line: WorkerLine, definition: TaskDefinition, copies: SharedCopies) {
    this.#copies = copies;
    this.#line = line;
    this.#definition = definition;
    this.#writer = new LinkWriter(line);
    this.#shared = new LinkShared(line);
    this.#home = new JobHome(line, this.#shared);
    this.#root = mirrorRoot(order.root, {
      writer: this.#writer,
      home: this.#home,
      shared: this.#shared,
      putResult: (name, text) => line.send({ kind: "file", name, text }),
    });
  }

  async serve(): Promise<void> {
    const over = new Promise<void>((resolve) => {
      this.#onOver = resolve;
    });
    this.#line.listen((message) => this.#answer(message));
    this.#line.send({ kind: "ready", worker: workerId() });
    await over;
    this.#line.close();
  }

  /** The worker is ending, by an error or an exit. */
  sayDying(message: string, error: unknown): void {
    this.#line.send({ kind: "dying", message, error: packLoosely(error) });
  }

  #answer(message: ToWorker): void {
    switch (message.kind) {
      case "call":
        return void this.#call(message.call, message.facts, message.args);
      case "abort":
        return this.#abort(message.call, unpack(message.reason));
      case "settled":
        this.#home.settle(message.call, message.end);
        return this.#endIfIdle();
      case "refused":
        this.#home.refuse(message.call, unpack(message.error));
        return this.#endIfIdle();
      case "written":
        return this.#writer.onWritten(message.request);
      case "shared":
        return this.#shared.settle(message.request, message.answer);
      case "release":
        this.#isReleased = true;
        return this.#endIfIdle();
      default:
        assertNever(message, "message from the flow's process");
    }
  }

  async #call(call: number, facts: CallFacts, given: CallArguments): Promise<void> {
    const attempt = new Attempt(null);
    this.#attempts.set(call, attempt);
    const ending = await this.#ending(call, facts, given, attempt);
    attempt.end();
    this.#attempts.delete(call);
    this.#line.send({ kind: "ended", call, ending });
    this.#endIfIdle();
  }

  async #ending(call: number, facts: CallFacts, given: CallArguments, attempt: Attempt): Promise<CallEnding> {
    const nested = this.#home.callOf(call);
    const { name, fn, isGenerator } = nested?.definition ?? this.#definition;
    const body = isGenerator ? generatorBody(fn, null, attempt) : fn;
    try {
      const args = given.kind === "given" ? (unpack(given.values, { readShared: (id, bytes) => this.#copies.read(id, bytes) }) as readonly unknown[]) : await resolveArguments(nested?.args ?? [], null);
      const flow = facts.flow === null ? null : mirrorFlow(this.#root, facts.flow);
      const task = mirrorTask(this.#root, flow, nested?.definition ?? this.#definition, facts.task, args);
      this.#home.enter(task, call);
      const context = new TaskContext(task, attempt, facts.tags, facts.logPrints, new TaskScope(task));
      const value: unknown = await contextStorage().run(context, body, ...args);
      const ending = await endingOf(value);
      this.#home.keep(call, ending.kind === "completed" ? ending.value : ending.error);
      return describeEnding(ending, name, nested !== undefined);
    } catch (error) {
      this.#home.keep(call, error);
      return failedCall(error);
    }
  }

  #abort(call: number, reason: unknown): void {
    const attempt = this.#attempts.get(call);
    if (attempt === undefined) return;
    this.#line.send({ kind: "heard", call });
    attempt.abort(reason instanceof Error ? reason : new CancelledError());
    this.#isAborted = true;
    askChildrenToEnd(this.#root);
  }

  #endIfIdle(): void {
    if (!this.#isReleased || this.#attempts.size > 0 || !this.#home.isIdle) return;
    if (this.#isAborted) endChildren(this.#root);
    this.#onOver();
  }
}

function workerId(): number {
  return isMainThread ? process.pid : threadId;
}
