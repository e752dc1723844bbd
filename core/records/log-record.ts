import type { Json } from "../states/stored-value.ts";

export const logLevels = ["debug", "info", "warn", "error"] as const;

export type LogLevel = (typeof logLevels)[number];

/** A line of a run's `log.ndjson`. `run` and `task` are numbers within the root run. */
export interface LogRecord {
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly run?: number;
  readonly task?: number;
  readonly fields?: { readonly [key: string]: Json };
}
