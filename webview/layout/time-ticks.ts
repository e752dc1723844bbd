/** Marks of a time axis, at round times. */
import { toPixel, toPlace, type AxisView } from "./axis-view.ts";
import type { TimeScale } from "./time-scale.ts";

export interface Tick {
  readonly pixel: number;
  /** Microseconds since the start of the run. */
  readonly time: number;
  readonly label: string;
}

const stepsUs = [
  1, 2, 5, 10, 20, 50, 100, 200, 500,
  1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5,
  1e6, 2e6, 5e6, 1e7, 1.5e7, 3e7,
  6e7, 1.2e8, 3e8, 6e8, 9e8, 1.8e9,
  3.6e9, 7.2e9, 1.08e10, 2.16e10, 4.32e10, 8.64e10,
] as const;

/** As many ticks as fit when each has `roomPixels`; none inside of a gap. */
export function timeTicks(view: AxisView, scale: TimeScale, widthPixels: number, roomPixels: number): Tick[] {
  const step = stepFor(roomPixels / view.scale);
  const ticks: Tick[] = [];
  const first = scale.timeAt(view.from);
  const last = scale.timeAt(toPlace(view, widthPixels));
  let gapIndex = 0;
  for (let time = Math.max(0, Math.ceil(first / step) * step); time <= last; time += step) {
    while ((scale.gaps[gapIndex]?.to ?? Infinity) <= time) gapIndex += 1;
    const gap = scale.gaps[gapIndex];
    if (gap !== undefined && time > gap.from) {
      // To the first round time behind the gap.
      time = Math.ceil(gap.to / step) * step - step;
      continue;
    }
    ticks.push({ pixel: toPixel(view, scale.placeOf(time)), time, label: tickLabel(time, step) });
  }
  return ticks;
}

/** The smallest round step that is no smaller. */
export function stepFor(leastUs: number): number {
  const step = stepsUs.find((candidate) => candidate >= leastUs);
  if (step !== undefined) return step;
  const day = 8.64e10;
  const power = 10 ** Math.floor(Math.log10(leastUs / day));
  return ([1, 2, 5, 10].find((factor) => factor * power * day >= leastUs) ?? 10) * power * day;
}

/** A time in the unit of its step: `250ms`, `1.5s`, `2m 30s`, `1h 05m`, `3d`. */
export function tickLabel(timeUs: number, stepUs: number): string {
  if (timeUs === 0) return "0";
  if (stepUs < 1e3 && timeUs < 1e6) return `${decimals(timeUs / 1e3, stepUs / 1e3)}ms`;
  if (stepUs < 1e6 && timeUs < 1e6) return `${Math.round(timeUs / 1e3)}ms`;
  if (timeUs < 6e7) return `${decimals(timeUs / 1e6, stepUs / 1e6)}s`;
  const seconds = timeUs / 1e6;
  if (seconds < 3_600) {
    const rest = seconds % 60;
    const shownRest = stepUs < 1e6 ? decimals(rest, stepUs / 1e6) : String(Math.round(rest));
    return stepUs < 6e7 ? `${Math.floor(seconds / 60)}m ${shownRest.padStart(2, "0")}s` : `${Math.round(seconds / 60)}m`;
  }
  if (seconds < 86_400) {
    const minutes = `${Math.floor(seconds / 3_600)}h ${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}m`;
    return stepUs < 6e7 ? `${minutes} ${String(Math.floor(seconds) % 60).padStart(2, "0")}s` : minutes;
  }
  const hours = Math.floor(seconds / 3_600) % 24;
  return hours === 0 ? `${Math.floor(seconds / 86_400)}d` : `${Math.floor(seconds / 86_400)}d ${hours}h`;
}

/** As many decimals as the step needs. */
function decimals(value: number, step: number): string {
  const places = step >= 1 ? 0 : Math.min(6, Math.ceil(-Math.log10(step) - 1e-9));
  return value.toFixed(places);
}
