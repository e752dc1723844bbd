import { byteSizeForms, formatByteSize, parseByteSize } from "../../core/base/byte-size.ts";
import { launchVariables } from "../../core/protocol/launch.ts";
import { defaultLogLimitBytes, logLimitVariable } from "../../journal/log-limit.ts";
import type { CacheMode } from "../run/root-run-parts.ts";

/** The environment variables that the SDK reads, in one place. */
export interface Environment {
  /** `MILLRACE_HOME`: replaces the `.millrace` folder. */
  readonly home: string | undefined;
  /** `MILLRACE_TRACKING=off`: runs are not kept. */
  readonly isTracking: boolean;
  /** `MILLRACE_TASK_RETRIES`: retries of a task that does not say. */
  readonly taskRetries: number;
  /** `MILLRACE_CACHE`: `off` turns caching off, `refresh` makes all calls run and replaces what is kept; else `on`. */
  readonly cacheMode: CacheMode;
  /** `MILLRACE_LOG_LIMIT`: how large the log of a run may become, in bytes; `off`: without end. */
  readonly logLimitBytes: number;
  /** What is wrong with `MILLRACE_LOG_LIMIT`; `null`: nothing. */
  readonly logProblem: string | null;
  /** What is wrong with `MILLRACE_CACHE`; `null`: nothing. */
  readonly cacheProblem: string | null;
}

export function readEnvironment(): Environment {
  const { MILLRACE_HOME, MILLRACE_TRACKING, MILLRACE_TASK_RETRIES, MILLRACE_CACHE } = process.env;
  const logLimitBytes = readLogLimit(process.env[logLimitVariable]);
  const retries = Number(MILLRACE_TASK_RETRIES ?? 0);
  return {
    home: MILLRACE_HOME === "" ? undefined : MILLRACE_HOME,
    isTracking: MILLRACE_TRACKING !== "off",
    cacheMode: isCacheMode(MILLRACE_CACHE) ? MILLRACE_CACHE : "on",
    logLimitBytes: logLimitBytes ?? defaultLogLimitBytes,
    logProblem: logLimitBytes === undefined ? `${logLimitVariable} is ${JSON.stringify(process.env[logLimitVariable])}, expected ${byteSizeForms}, or "off": the log ends at ${formatByteSize(defaultLogLimitBytes)}.` : null,
    cacheProblem: cacheProblem(MILLRACE_CACHE),
    taskRetries: Number.isInteger(retries) && retries > 0 ? retries : 0,
  };
}

/** `undefined`: it is no limit. */
function readLogLimit(value: string | undefined): number | undefined {
  if (value === undefined || value === "") return defaultLogLimitBytes;
  return value === "off" ? Number.POSITIVE_INFINITY : parseByteSize(value);
}

function isCacheMode(value: string | undefined): value is CacheMode {
  return value === "on" || value === "off" || value === "refresh";
}

function cacheProblem(value: string | undefined): string | null {
  if (value === undefined || value === "" || isCacheMode(value)) return null;
  return `MILLRACE_CACHE is ${JSON.stringify(value)}, expected "on", "off" or "refresh": results are cached as with "on".`;
}

/** `MILLRACE_SECRET_…`: secrets, by the whole names of their variables. */
export function secretVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith("MILLRACE_SECRET_") && entry[1] !== undefined && entry[1] !== ""));
}

/** `MILLRACE_PARENT_RUN`: the run whose process started this one. */
export function parentRun(): string | undefined {
  return process.env["MILLRACE_PARENT_RUN"] || undefined;
}

/** What user code starts from here on is a child of this run (invariant J1). */
export function becomeParentRun(id: string): void {
  process.env["MILLRACE_PARENT_RUN"] = id;
}

/** Where the launcher of this runner listens, and what proves to it that this is the process it prepared. */
export interface LaunchAddress {
  readonly socket: string;
  readonly token: string;
}

/** `undefined`: this runner has its launcher at the other end of the IPC channel, or none. User code never sees the address. */
export function takeLaunchAddress(): LaunchAddress | undefined {
  const { [launchVariables.socket]: socket, [launchVariables.token]: token } = process.env;
  delete process.env[launchVariables.socket];
  delete process.env[launchVariables.token];
  return socket === undefined || token === undefined ? undefined : { socket, token };
}

/** What a child process of a run is given. */
export function inheritedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Node's options for a child process of a run: all but the debugger's, whose port is taken. */
export function inheritedOptions(): string[] {
  return process.execArgv.filter((option) => !option.startsWith("--inspect"));
}
