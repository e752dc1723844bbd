/** Points in time are integer microseconds since the Unix epoch, here and everywhere inside. */
export interface Clock {
  /** The present, in microseconds. Need not be strictly increasing: the writer of a run sees to that. */
  nowUs(): number;
  /** Calls back once after at least `delayMs`. A pending timer keeps the process alive. */
  startTimer(delayMs: number, callback: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

/** ISO 8601 with microseconds: `2026-01-31T09:30:00.123456Z`. */
export function toIso(us: number): string {
  const ms = Math.floor(us / 1_000);
  const micros = String(us - ms * 1_000).padStart(3, "0");
  return `${new Date(ms).toISOString().slice(0, -1)}${micros}Z`;
}
