/** `09:30:05`, or with milliseconds `09:30:05.123`, on the clock of the reader. */
export function timeOfDay(us: number, utcOffsetMinutes: number, precision: "s" | "ms"): string {
  const shifted = new Date(Math.floor(us / 1_000) + utcOffsetMinutes * 60_000);
  return shifted.toISOString().slice(11, precision === "s" ? 19 : 23);
}

/** How long ago, roughly: `"just now"`, `"40s ago"`, `"3m ago"`, `"2h ago"`, `"5d ago"`, then the date. */
export function age(us: number, nowUs: number): string {
  const seconds = Math.floor((nowUs - us) / 1_000_000);
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h ago`;
  if (seconds < 30 * 86_400) return `${Math.floor(seconds / 86_400)}d ago`;
  return new Date(us / 1_000).toISOString().slice(0, 10);
}

/** A public timestamp in microseconds. */
export function fromIso(timestamp: string): number {
  const micros = /\.\d{3}(\d{3})Z$/.exec(timestamp)?.[1];
  return Date.parse(timestamp) * 1_000 + (micros === undefined ? 0 : Number(micros));
}
