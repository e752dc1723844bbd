/**
 * When a debugger holds this process, and for how long.
 *
 * H1. Nothing is inferred from an event loop that stood still: that a blocking loop, a laptop that sleeps and a stopped
 *     process do as well, and those are to run into their timeouts. The VM itself tells: `Debugger.paused` and `.resumed` go to
 *     every session of its inspector, whoever paused it, and one of this process, on its own thread, hears both as
 *     they happen. (A thread that watched from aside would stand among the user's threads in the debugger.)
 * H2. This session changes nothing for the other. Frames are skipped only where all sessions want it, so this one wants
 *     it everywhere. Its listener runs in the break itself, where breakpoints are off, takes the time and queues nothing:
 *     whoever steps into code that is yet to run would be led to what it had queued, and again from there.
 * H3. Holds with hardly anything between them, as one steps from line to line, count as one; a hold that nobody can see
 *     (a module that waits for its breakpoints) counts, but is not told of.
 */
import { Session } from "node:inspector";
import type { Clock } from "../../core/base/clock.ts";

/** Execution between two holds that makes them two, in microseconds. */
const gapUs = 10_000;
/** Shorter holds are not told of, in microseconds. */
const shortestUs = 20_000;

export interface DebuggerHolds {
  /** How long the process has been held until now, in milliseconds. */
  totalMs(): number;
  /** The holds since this was last asked, in microseconds. */
  take(): readonly Hold[];
}

export interface Hold {
  readonly from: number;
  readonly to: number;
}

export function watchDebugger(clock: Clock): DebuggerHolds {
  let totalUs = 0;
  let since: number | null = null;
  let holds: readonly Hold[] = [];

  const session = new Session();
  session.connect();
  session.on("Debugger.paused", () => {
    since ??= clock.nowUs();
  });
  session.on("Debugger.resumed", () => {
    if (since === null) return;
    const hold = { from: since, to: clock.nowUs() };
    since = null;
    totalUs += hold.to - hold.from;
    holds = joined(holds, hold);
  });
  session.post("Debugger.enable");
  session.post("Debugger.setBlackboxPatterns", { patterns: [".*"] });

  return {
    totalMs: () => totalUs / 1_000,
    take: () => {
      const taken = holds.filter(({ from, to }) => to - from >= shortestUs);
      holds = [];
      return taken;
    },
  };
}

function joined(holds: readonly Hold[], hold: Hold): readonly Hold[] {
  const last = holds.at(-1);
  if (last === undefined || hold.from - last.to > gapUs) return [...holds, hold];
  return [...holds.slice(0, -1), { from: last.from, to: hold.to }];
}
