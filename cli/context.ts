import type { Clock } from "../core/base/clock.ts";
import type { EngineApi } from "../core/protocol/engine-api.ts";

/**
 * The world around a command. `main.ts` makes one of the process, tests make their own; no command looks past it.
 */
export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Without a leading `v`. */
  readonly nodeVersion: string;
  /** What to add to UTC for times that people read. */
  readonly utcOffsetMinutes: number;
  readonly clock: Clock;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Calls the listener at each Ctrl+C. While nobody listens, Ctrl+C ends the process. */
  onInterrupt(listener: () => void): Subscription;
  /** Calls the listener, which must be synchronous, before the process ends in whatever way it still can notice. */
  onExit(listener: () => void): Subscription;
  /** Ends the process at once. */
  exitNow(code: number): void;
  /** The engine of the workspace around `cwd`. */
  openEngine(): Promise<EngineApi>;
}

export interface Subscription {
  dispose(): void;
}

/** Where text goes. */
export interface Output {
  readonly isTty: boolean;
  /** The terminal's size now; `undefined` where there is none. */
  size(): { readonly columns: number; readonly rows: number } | undefined;
  write(text: string): void;
  /** Fulfils once what was written has left the process. */
  drained(): Promise<void>;
}
