import type { Clock } from "../../core/base/clock.ts";
import type { EngineChange, NodeStatus, SdkStatus, StoreStatus } from "../../core/protocol/editor-api.ts";
import type { FlowEntry, SourceProblem } from "../../core/protocol/flow-entry.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { Pace } from "../runs/watching/pace.ts";

const gapMs = 100;

interface Pending {
  flows?: Record<string, readonly FlowEntry[]>;
  problems?: Record<string, readonly SourceProblem[]>;
  isScanned?: boolean;
  runs?: Map<string, RunSummary>;
  removedRuns?: Set<string>;
  sdk?: SdkStatus;
  node?: NodeStatus;
  store?: StoreStatus;
}

/** Gathers what changes into notifications: the first at once, then at most ten a second, numbered without gaps (E2). */
export class ChangeFeed {
  readonly #send: (change: EngineChange) => void;
  readonly #pace: Pace;
  #pending: Pending = {};
  #revision = 0;

  constructor(clock: Clock, send: (change: EngineChange) => void) {
    this.#send = send;
    this.#pace = new Pace(clock, gapMs, () => this.#tell());
  }

  /** The number of the last change that was told. What is pending is told after it, and repeats what a snapshot has. */
  get revision(): number {
    return this.#revision;
  }

  file(file: string, flows: readonly FlowEntry[], problems: readonly SourceProblem[]): void {
    (this.#pending.flows ??= {})[file] = flows;
    (this.#pending.problems ??= {})[file] = problems;
    this.#pace.soon();
  }

  scanned(): void {
    this.#pending.isScanned = true;
    this.#pace.soon();
  }

  run(summary: RunSummary): void {
    (this.#pending.runs ??= new Map()).set(summary.id, summary);
    this.#pending.removedRuns?.delete(summary.id);
    this.#pace.soon();
  }

  removed(runId: string): void {
    (this.#pending.removedRuns ??= new Set()).add(runId);
    this.#pending.runs?.delete(runId);
    this.#pace.soon();
  }

  status(status: { readonly sdk?: SdkStatus; readonly node?: NodeStatus; readonly store?: StoreStatus }): void {
    Object.assign(this.#pending, status);
    this.#pace.soon();
  }

  #tell(): void {
    const { runs, removedRuns, ...rest } = this.#pending;
    this.#pending = {};
    if (runs === undefined && removedRuns === undefined && Object.keys(rest).length === 0) return;
    this.#revision += 1;
    this.#send({
      revision: this.#revision,
      ...rest,
      ...(runs === undefined ? {} : { runs: [...runs.values()] }),
      ...(removedRuns === undefined ? {} : { removedRuns: [...removedRuns] }),
    });
  }
}
