import { readFileSync } from "node:fs";
import { hostname, uptime } from "node:os";

/** What tells this start of this machine from every other: a pid means something only together with it. */
export interface MachineIdentity {
  readonly host: string;
  readonly bootId: string;
}

export function thisMachine(): MachineIdentity {
  return { host: hostname(), bootId: readBootId() };
}

function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Elsewhere than on Linux: the minute of the start, which drifts by less than that.
    const startedAtMinutes = Math.round((performance.timeOrigin + performance.now() - uptime() * 1_000) / 60_000);
    return `minute-${startedAtMinutes}`;
  }
}

/** Elsewhere than on Linux the two are computed, so that they may differ by a little. */
export function isSameBoot(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [startMinute(one), startMinute(other)];
  return first !== null && second !== null && Math.abs(first - second) <= 2;
}

function startMinute(bootId: string): number | null {
  const match = /^minute-(\d+)$/.exec(bootId);
  return match === null ? null : Number(match[1]);
}
