/** What part of an axis is seen: a place at pixel 0, and how many pixels a unit takes. Timeline and graph share it. */
export interface AxisView {
  readonly from: number;
  /** Pixels for one unit. */
  readonly scale: number;
}

/** What may be seen at all, and how close. */
export interface AxisLimits {
  readonly start: number;
  readonly end: number;
  /** Pixels. */
  readonly size: number;
  readonly maxScale: number;
}

export function toPixel(view: AxisView, place: number): number {
  return (place - view.from) * view.scale;
}

export function toPlace(view: AxisView, pixel: number): number {
  return view.from + pixel / view.scale;
}

/** All of it, with some room at the end. */
export function fitAxis({ start, end, size }: AxisLimits, margin = 0.02): AxisView {
  const length = Math.max(end - start, 1e-9);
  return { from: start, scale: Math.max(size, 1) / (length * (1 + margin)) };
}

/** Closer by `factor`, with what is under the pixel staying there. */
export function zoomAxis(view: AxisView, pixel: number, factor: number, limits: AxisLimits): AxisView {
  const least = fitAxis(limits).scale;
  const scale = Math.min(Math.max(view.scale * factor, least), Math.max(limits.maxScale, least));
  const place = toPlace(view, pixel);
  return clampAxis({ from: place - pixel / scale, scale }, limits);
}

export function panAxis(view: AxisView, pixels: number, limits: AxisLimits): AxisView {
  return clampAxis({ from: view.from + pixels / view.scale, scale: view.scale }, limits);
}

/** From one place to another across the whole width. */
export function showRange(from: number, to: number, limits: AxisLimits): AxisView {
  const length = Math.max(Math.abs(to - from), limits.size / limits.maxScale);
  const scale = Math.max(limits.size / length, fitAxis(limits).scale);
  return clampAxis({ from: Math.min(from, to), scale }, limits);
}

/** Moved so far that a span is seen, if it was not. */
export function revealSpan(view: AxisView, from: number, to: number, limits: AxisLimits): AxisView {
  const width = limits.size / view.scale;
  if (to >= view.from && from <= view.from + width) return view;
  return clampAxis({ from: (from + to) / 2 - width / 2, scale: view.scale }, limits);
}

function clampAxis({ from, scale }: AxisView, limits: AxisLimits): AxisView {
  const fit = fitAxis(limits);
  const whole = limits.size / fit.scale;
  const width = limits.size / scale;
  const most = Math.max(limits.start, limits.start + whole - width);
  return { from: Math.min(Math.max(from, limits.start), most), scale };
}
