/** The words of concurrency limits: what is limited, who asks for slots, and what the answer is. */

export interface Limit {
  readonly name: string;
  /** Slots that may be taken at a time: a whole number ≥ 0; 0 lets nobody in. */
  readonly limit: number;
  /** Slots that come free by themselves each second, as of a rate limit; `null` or 0: none, they are given back. */
  readonly decayPerSecond: number | null;
}

/** The process that holds slots, as it is found alive or dead (J1). */
export interface HoldingProcess {
  readonly host: string;
  readonly bootId: string;
  readonly pid: number;
  /** Accepts connections while the holder lives; `null`: the pid alone tells. */
  readonly socket: string | null;
}

export interface SlotHolder extends HoldingProcess {
  /** The connection to the leaders by which it asks, one after the other. */
  readonly client: string;
  /** The run that wants them, for people; `null` outside of any. */
  readonly runId: string | null;
  readonly runName: string | null;
  readonly taskRunId: string | null;
  readonly taskRunName: string | null;
}

export interface SlotRequest {
  /** Tells the request from every other, so that asking again is no second request. */
  readonly token: string;
  /** All of them, or none. */
  readonly names: readonly string[];
  /** Slots of each: a whole number ≥ 1. */
  readonly occupy: number;
  /** `rate`: the slots are not given back, they come free by the limit's decay. */
  readonly mode: "hold" | "rate";
  /** True: a name without a limit is refused; else it is passed over. */
  readonly strict: boolean;
  readonly holder: SlotHolder;
}

/** A request that was granted, as it is held: its names are those that have a limit. */
export interface HeldSlots extends Pick<SlotRequest, "token" | "names" | "occupy" | "holder"> {
  /** Microseconds. */
  readonly since: number;
}

export type SlotAnswer =
  /** `missing`: names without a limit. */
  | { readonly kind: "granted"; readonly missing: readonly string[] }
  /** `since`: its place in the queue, in microseconds. */
  | { readonly kind: "waits"; readonly why: string; readonly since: number; readonly missing: readonly string[] }
  | { readonly kind: "refused"; readonly message: string };

/** What becomes of one that waited. */
export type SlotChange =
  | { readonly kind: "granted"; readonly request: SlotRequest }
  | { readonly kind: "refused"; readonly request: SlotRequest; readonly message: string };
