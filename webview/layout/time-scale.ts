/**
 * From time to place and back, where idle spans may be squeezed. Places are microseconds too, of a clock that runs
 * fast through the gaps, so that without gaps a time is its own place.
 */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface TimeScale {
  readonly gaps: readonly Gap[];
  placeOf(time: number): number;
  timeAt(place: number): number;
}

/** A gap takes up this share of what is left of the whole. */
const gapShare = 0.08;

export function timeScale(gaps: readonly Gap[], end: number): TimeScale {
  if (gaps.length === 0) return { gaps, placeOf: (time) => time, timeAt: (place) => place };
  const idle = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const width = Math.max(1, (end - idle) * gapShare);
  // Where each gap begins and ends, in time and in place.
  const times: number[] = [];
  const places: number[] = [];
  let saved = 0;
  for (const { from, to } of gaps) {
    times.push(from, to);
    places.push(from - saved, from - saved + width);
    saved += to - from - width;
  }
  return { gaps, placeOf: (time) => interpolate(times, places, time), timeAt: (place) => interpolate(places, times, place) };
}

/** Between two of the points on the line between them, outside of them at the slope of one. */
function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  const after = firstAbove(from, value);
  const [left, right] = [from[after - 1], from[after]];
  if (left === undefined) return value - (from[0] ?? 0) + (to[0] ?? 0);
  const leftTo = to[after - 1] ?? 0;
  if (right === undefined) return value - left + leftTo;
  return leftTo + ((value - left) / (right - left)) * ((to[after] ?? 0) - leftTo);
}

/** The index of the first of sorted values that is greater. */
export function firstAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** As finely as gaps are looked for: they are far longer than this share of the whole. */
const cells = 400;

/**
 * Spans in which nothing was busy, at least `leastUs` long and this share of the whole. Counted in cells, since this is
 * asked again whenever one of thousands of tasks has changed.
 */
export function idleGaps(busy: Iterable<readonly [from: number, to: number]>, end: number, leastUs: number, leastShare = 0.15): Gap[] {
  const cell = end / cells;
  if (!(cell > 0) || end < leastUs) return [];
  const changes = new Int32Array(cells + 1);
  const cellOf = (time: number): number => Math.min(cells - 1, Math.max(0, Math.floor(time / cell)));
  for (const [from, to] of busy) {
    const [first, last] = [cellOf(from), cellOf(to)];
    changes[first] = (changes[first] ?? 0) + 1;
    changes[last + 1] = (changes[last + 1] ?? 0) - 1;
  }
  const least = Math.max(leastUs, end * leastShare);
  const gaps: Gap[] = [];
  let level = 0;
  let idleSince = 0;
  for (let index = 0; index <= cells; index += 1) {
    level += changes[index] ?? 0;
    if (level === 0 && index < cells) continue;
    // Busy here, or at the end.
    if (index * cell - idleSince >= least) gaps.push(inside(idleSince, index * cell));
    idleSince = (index + 1) * cell;
  }
  return gaps;
}

/** A gap without its edges, so that what ends and begins there is not touched. */
function inside(from: number, to: number): Gap {
  const edge = (to - from) * 0.02;
  return { from: from + edge, to: to - edge };
}
