/** A task run whose function is called elsewhere than in the flow's process. Everything else of it happens here. */
import type { CrashedError } from "../../core/protocol/errors.ts";
import type { TaskContext } from "./context.ts";
import type { Ending } from "./returned.ts";
import type { TaskRun } from "./task-run.ts";

export interface Remote {
  /** Whether no further attempt can be made: what would make it is gone. */
  readonly isGone: boolean;
  /** Fulfils once the function can be called; with an ending when it never can. */
  ready(): Promise<Ending | undefined>;
  /**
   * Calls it for one attempt, and tells it when that attempt is to stop.
   *
   * @throws what the function throws, SerializationError for an argument that cannot cross, WorkerLost.
   */
  call(context: TaskContext, args: readonly unknown[]): Promise<Ending>;
  /**
   * The run has ended; a call that still goes on is none of its any more, and is stopped. Fulfils once its place is free
   * for another: what has been told to stop may take a moment.
   */
  release(): Promise<void>;
}

/** Opens one for each run that a flow submits. */
export interface RemotePlaces {
  open(run: TaskRun): Promise<Remote>;
  /** Many runs are going to be called with this value, as it is from now on. */
  share(value: object): void;
  /** Ends all workers. */
  close(): void;
}

/** Thrown when a worker has died under a call. No error of user code, so none can be mistaken for it. */
export class WorkerLost {
  readonly error: CrashedError;

  constructor(error: CrashedError) {
    this.error = error;
  }
}
