/** Two axes of one scale: what part of a plane is seen. */
import { toPixel, toPlace, type AxisView } from "./axis-view.ts";

export interface PlaneView {
  readonly x: AxisView;
  readonly y: AxisView;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PlaneSize {
  readonly width: number;
  readonly height: number;
}

const margin = 16;
const leastScale = 0.02;
const mostScale = 2;
/** Fitting never makes things larger than they are. */
const fitScale = 1;

/** All of it in the middle; what is too long for that from its start. */
export function fitPlane(box: Box, { width, height }: PlaneSize): PlaneView {
  const scale = Math.max(leastScale, Math.min(fitScale, (width - margin * 2) / Math.max(1, box.right - box.left), (height - margin * 2) / Math.max(1, box.bottom - box.top)));
  return { x: { from: (box.left + box.right - width / scale) / 2, scale }, y: { from: (box.top + box.bottom - height / scale) / 2, scale } };
}

export function zoomPlane(view: PlaneView, point: { readonly x: number; readonly y: number }, factor: number): PlaneView {
  const scale = Math.min(Math.max(view.x.scale * factor, leastScale), mostScale);
  return { x: { from: toPlace(view.x, point.x) - point.x / scale, scale }, y: { from: toPlace(view.y, point.y) - point.y / scale, scale } };
}

/** Moved, but never so far that nothing is left to see. */
export function panPlane(view: PlaneView, x: number, y: number, box: Box, { width, height }: PlaneSize): PlaneView {
  return { x: panned(view.x, x, box.left, box.right, width), y: panned(view.y, y, box.top, box.bottom, height) };
}

/** Moved just so far that a box is seen. */
export function revealBox(view: PlaneView, box: Box, { width, height }: PlaneSize): PlaneView {
  return { x: revealed(view.x, box.left, box.right, width), y: revealed(view.y, box.top, box.bottom, height) };
}

function panned({ from, scale }: AxisView, pixels: number, start: number, end: number, size: number): AxisView {
  const room = (size - margin * 3) / scale;
  return { from: Math.min(Math.max(from + pixels / scale, start - room), end - (margin * 3) / scale), scale };
}

function revealed(view: AxisView, from: number, to: number, size: number): AxisView {
  if (toPixel(view, from) < margin) return { from: from - margin / view.scale, scale: view.scale };
  if (toPixel(view, to) > size - margin) return { from: to - (size - margin) / view.scale, scale: view.scale };
  return view;
}
