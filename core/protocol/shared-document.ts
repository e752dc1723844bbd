/** What engines of a workspace share, as JSON: limits and variables. */
import type { Json } from "../states/stored-value.ts";

/** A concurrency limit, who holds its slots and who waits for them. */
export interface LimitDocument {
  readonly name: string;
  /** Slots that there are. */
  readonly limit: number;
  /** Slots that come free by themselves each second; `null`: none, they are given back. */
  readonly decayPerSecond: number | null;
  /** Slots that are taken. */
  readonly active: number;
  /** How many requests wait. */
  readonly waiting: number;
  /** The longest first. */
  readonly holders: readonly SlotsDocument[];
  /** In the order in which they are served. */
  readonly waiters: readonly SlotsDocument[];
}

/** Slots that somebody holds or waits for. */
export interface SlotsDocument {
  /** Of the flow run; `null` outside of any. */
  readonly runId: string | null;
  /** Its name. */
  readonly run: string | null;
  /** Of the task run; `null` outside of any. */
  readonly taskRunId: string | null;
  /** Its name. */
  readonly taskRun: string | null;
  /** Its process. */
  readonly pid: number;
  readonly host: string;
  /** Slots of each limit. */
  readonly occupy: number;
  /** ISO 8601 with microseconds. */
  readonly since: string;
}

/** A variable as it is now. */
export interface VariableDocument {
  readonly name: string;
  readonly value: Json;
  readonly tags: readonly string[];
  /** When it was last set. */
  readonly updated: string;
}
