/**
 * A span of time: a number of milliseconds, or a number with a unit, such as
 * `"250ms"`, `"2s"`, `"1.5m"`, `"1h"`, `"1d"`.
 */
export type Duration = number | `${number}${DurationUnit}`;

export type DurationUnit = keyof typeof unitMs;

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const pattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** What a duration may look like, for messages. */
export const durationForms = 'a number of milliseconds ≥ 0, or text such as "250ms", "2s", "5m", "1h", "1d"';

/** The duration in milliseconds, or `undefined` for what is not a duration. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string") return undefined;
  const match = pattern.exec(value.trim());
  if (match === null) return undefined;
  const ms = Number(match[1]) * unitMs[match[2] as DurationUnit];
  return Number.isFinite(ms) ? ms : undefined;
}

/** Seconds as text without a needless fraction: 100 → `"0.1"`, 2000 → `"2"`. */
export function formatSeconds(ms: number): string {
  return String(Math.round(ms) / 1_000);
}

/** A span for people: `"340ms"`, `"2.4s"`, `"3m 05s"`, `"2h 10m"`, `"3d 4h"`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h ${pad(Math.floor(seconds / 60) % 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${Math.floor(seconds / 3_600) % 24}h`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
