/** What part of the time is seen: all of it as it grows, or what someone has zoomed to. Places are those of the time scale. */
import { fitAxis, panAxis, revealSpan, showRange, toPlace, zoomAxis, type AxisLimits, type AxisView } from "../layout/axis-view.ts";
import type { Zoom } from "../model/view-state.ts";

export interface ZoomPort {
  readonly zoom: () => Zoom | null;
  readonly setZoom: (zoom: Zoom | null) => void;
  /** The place at the right end. */
  readonly end: () => number;
  /** Pixels from where to where the bars are. */
  readonly area: () => { readonly left: number; readonly right: number };
}

/** A microsecond in eight pixels is as close as it gets. */
const maxScale = 8;
/** Room behind the last bar for how long it took. */
const endRoom = 52;

export class TimeZoom {
  readonly #port: ZoomPort;

  constructor(port: ZoomPort) {
    this.#port = port;
  }

  get view(): AxisView {
    const limits = this.#limits();
    const zoom = this.#port.zoom();
    if (zoom === null) return this.#whole(limits);
    return panAxis({ from: zoom.from, scale: limits.size / Math.max(zoom.span, 1e-9) }, 0, limits);
  }

  fit(): void {
    this.#port.setZoom(null);
  }

  /** Closer around a pixel; `undefined`: around the middle. */
  zoomAt(x: number | undefined, factor: number): void {
    const { left } = this.#port.area();
    const limits = this.#limits();
    this.#set(zoomAxis(this.view, x === undefined ? limits.size / 2 : x - left, factor, limits));
  }

  panBy(pixels: number): void {
    this.#set(panAxis(this.view, pixels, this.#limits()));
  }

  panPages(pages: number): void {
    this.panBy(pages * this.#limits().size);
  }

  /** From one pixel to another. */
  showPixels(from: number, to: number): void {
    const { left } = this.#port.area();
    this.showPlaces(toPlace(this.view, from - left), toPlace(this.view, to - left));
  }

  showPlaces(from: number, to: number): void {
    this.#set(showRange(from, to, this.#limits()));
  }

  /** Moves only if the span is out of sight. */
  reveal(from: number, to: number): void {
    if (this.#port.zoom() !== null) this.#set(revealSpan(this.view, from, to, this.#limits()));
  }

  /** Puts what stands at a pixel of the whole in the middle. */
  centreOnWhole(x: number): void {
    const { left } = this.#port.area();
    const limits = this.#limits();
    const { scale } = this.view;
    const place = ((x - left) / limits.size) * limits.end;
    this.#set(panAxis({ from: place - limits.size / scale / 2, scale }, 0, limits));
  }

  #set(view: AxisView): void {
    const limits = this.#limits();
    const isWhole = view.scale <= fitAxis(limits).scale * 1.001;
    this.#port.setZoom(isWhole ? null : { from: view.from, span: limits.size / view.scale });
  }

  #whole(limits: AxisLimits): AxisView {
    return fitAxis(limits, Math.min(0.5, endRoom / Math.max(limits.size, 1)));
  }

  #limits(): AxisLimits {
    const { left, right } = this.#port.area();
    return { start: 0, end: this.#port.end(), size: right - left, maxScale };
  }
}
