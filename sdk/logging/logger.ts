import type { LogLevel } from "../../core/records/log-record.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { isPlainJson } from "../../journal/plain-json.ts";
import { requireContext, type RunContext } from "../run/context.ts";

type Log = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Writes to the log of the run that it was made in. Extra fields are kept with the line; what is no JSON becomes text. */
export interface Logger {
  /** For whoever looks for a fault. */
  readonly debug: Log;
  /** What goes on, as it should. */
  readonly info: Log;
  /** Odd, but the run goes on. */
  readonly warn: Log;
  /** Something failed. Does not end the run. */
  readonly error: Log;
}

/**
 * The logger of the task run, else the flow run, around the caller.
 *
 * @throws MissingContextError outside of a run.
 * @example
 * getLogger().info("page fetched", { url, bytes });
 */
export function getLogger(): Logger {
  const context = requireContext("getLogger()");
  const at = (level: LogLevel): Log => (message, fields) => log(context, level, message, fields);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function log(context: RunContext, level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> | undefined): void {
  context.root.log(level, String(message), context, fields === undefined ? undefined : toJson(fields));
}

function toJson(fields: Readonly<Record<string, unknown>>): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, isPlainJson(value) ? (value as Json) : String(value)]));
}
