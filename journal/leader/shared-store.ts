/** What runs and engines of a workspace share (J8): on disk, led by one process (`leader-store.ts`), or in memory. */
import type { Limit, SlotHolder, SlotRequest } from "../../core/limits/slots.ts";
import type { LimitDocument, VariableDocument } from "../../core/protocol/shared-document.ts";
import type { Json } from "../../core/states/stored-value.ts";

export interface SharedStore {
  readonly limits: SharedLimits;
  readonly variables: SharedVariables;
  /** Gives back all that is held here, and ends all waits. */
  close(): void;
}

export interface SharedLimits {
  /** Whether there is a limit of that name. Looks at a file at most; starts nothing. */
  exists(name: string): boolean;
  /** The same, as of some milliseconds ago: it is asked for each tag of each task run. */
  existedLately(name: string): boolean;
  /**
   * Fulfils once the slots are held, or were used up by a rate.
   *
   * @throws ConcurrencySlotError, ConcurrencyTimeoutError, CancelledError (the signal), EngineUnavailableError
   */
  acquire(request: SlotWish, options: AcquireSlots): Promise<SlotHold>;
  list(): Promise<readonly LimitDocument[]>;
  /** @throws UsageError */
  set(limit: Limit): Promise<LimitDocument>;
  /** False: there was none. */
  delete(name: string): Promise<boolean>;
}

export type SlotWish = Omit<SlotRequest, "token" | "holder"> & { readonly holder: Pick<SlotHolder, "runId" | "runName" | "taskRunId" | "taskRunName"> };

export interface AcquireSlots {
  /** Longest wait, in milliseconds; 0: none. Default: as long as it takes. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** It has to wait, and why. */
  readonly onWaiting?: (why: string) => void;
}

export interface SlotHold {
  /** Names that have no limit. */
  readonly missing: readonly string[];
  /** May be called more than once. */
  release(): void;
}

export interface SharedVariables {
  get(name: string): Promise<VariableDocument | undefined>;
  list(): Promise<readonly VariableDocument[]>;
  /** @throws VariableExistsError, UsageError */
  set(order: { readonly name: string; readonly value: Json; readonly tags: readonly string[]; readonly overwrite: boolean }): Promise<VariableDocument>;
  /** False: there was none. */
  delete(name: string): Promise<boolean>;
}
