/** Spans between the ISO texts of a run, in milliseconds with microseconds behind the point; `null` until it has ended. */
export function durationMs(run: { readonly startTime: string | null; readonly endTime: string | null }): number | null {
  if (run.startTime === null || run.endTime === null) return null;
  return (microseconds(run.endTime) - microseconds(run.startTime)) / 1_000;
}

export function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** `Date` knows milliseconds alone; the three digits behind them are added. */
function microseconds(iso: string): number {
  return Date.parse(iso) * 1_000 + Number(iso.slice(-4, -1));
}
