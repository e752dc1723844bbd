import { formatDuration } from "../base/duration.ts";

/** A point in time on the clock of the reader, with its date where that is not today's, and how far it is: `2026-01-31 09:00:00 (1d 0h from now)`. */
export function untilText(us: number, nowUs: number, utcOffsetMinutes: number): string {
  const [date, time] = localOf(us, utcOffsetMinutes);
  const [today] = localOf(nowUs, utcOffsetMinutes);
  const leftMs = (us - nowUs) / 1_000;
  const left = leftMs > 0 ? ` (${formatDuration(leftMs)} from now)` : "";
  return `${date === today ? "" : `${date} `}${time}${left}`;
}

function localOf(us: number, utcOffsetMinutes: number): readonly [date: string, time: string] {
  const text = new Date(Math.floor(us / 1_000) + utcOffsetMinutes * 60_000).toISOString();
  return [text.slice(0, 10), text.slice(11, 19)];
}
