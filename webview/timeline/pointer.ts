/** What hands do on the timeline: wheel, drag, click. It knows pixels; what they mean is the view's. */
import { headerHeight } from "./scene.ts";
import { minimapHeight } from "./draw-axis.ts";

export interface PointerTarget {
  readonly element: HTMLElement;
  /** Right edge of the names, in pixels. */
  namesWidth(): number;
  hasOverflow(): boolean;
  zoomAt(x: number, factor: number): void;
  panBy(x: number, y: number): void;
  /** A range is dragged; at the end it is zoomed to. */
  drag(range: { readonly from: number; readonly to: number } | undefined): void;
  zoomTo(from: number, to: number): void;
  /** The minimap was touched at a pixel. */
  centreAt(x: number): void;
  resizeNames(width: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number): void;
  doubleClick(x: number, y: number): void;
}

type Zone = "names" | "sash" | "minimap" | "axis" | "bars";

const dragFrom = 4;
const sashReach = 4;
/** How much one notch of a wheel zooms. */
const wheelZoom = 0.0025;

export function listenToPointer(target: PointerTarget): void {
  const { element } = target;
  const pointOf = (event: MouseEvent): { readonly x: number; readonly y: number } => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const zoneOf = ({ x, y }: { readonly x: number; readonly y: number }): Zone => {
    if (Math.abs(x - target.namesWidth()) <= sashReach) return "sash";
    if (x < target.namesWidth()) return "names";
    if (y < minimapHeight) return "minimap";
    return y < headerHeight ? "axis" : "bars";
  };

  element.addEventListener("wheel", (event) => onWheel(target, event, pointOf(event), zoneOf(pointOf(event))), { passive: false });
  element.addEventListener("pointermove", (event) => {
    if (event.buttons !== 0) return;
    const point = pointOf(event);
    element.style.cursor = { sash: "col-resize", axis: "ew-resize", minimap: "pointer", names: "default", bars: "default" }[zoneOf(point)];
    target.hover(point.x, point.y);
  });
  element.addEventListener("pointerleave", () => target.leave());
  element.addEventListener("dblclick", (event) => target.doubleClick(pointOf(event).x, pointOf(event).y));
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const start = pointOf(event);
    const zone = event.shiftKey && zoneOf(start) === "bars" ? "axis" : zoneOf(start);
    element.setPointerCapture(event.pointerId);
    followDrag(target, element, start, zone, pointOf);
  });
}

function followDrag(target: PointerTarget, element: HTMLElement, start: { readonly x: number; readonly y: number }, zone: Zone, pointOf: (event: MouseEvent) => { readonly x: number; readonly y: number }): void {
  let last = start;
  let isDragging = zone === "sash" || zone === "minimap";
  if (zone === "minimap") target.centreAt(start.x);
  const move = (event: PointerEvent): void => {
    const point = pointOf(event);
    isDragging ||= Math.hypot(point.x - start.x, point.y - start.y) > dragFrom;
    if (!isDragging) return;
    target.leave();
    if (zone === "sash") target.resizeNames(point.x);
    if (zone === "minimap") target.centreAt(point.x);
    if (zone === "axis") target.drag({ from: start.x, to: point.x });
    if (zone === "bars" || zone === "names") {
      element.style.cursor = "grabbing";
      target.panBy(zone === "bars" ? last.x - point.x : 0, last.y - point.y);
    }
    last = point;
  };
  element.addEventListener("pointermove", move);
  element.addEventListener(
    "lostpointercapture",
    (event) => {
      element.removeEventListener("pointermove", move);
      element.style.cursor = "default";
      target.drag(undefined);
      if (!isDragging) target.click(start.x, start.y);
      else if (zone === "axis" && event.type === "lostpointercapture") target.zoomTo(start.x, last.x);
    },
    { once: true },
  );
}

/** A plain wheel scrolls the rows where there are more than fit, as in any list; with a key, a pinch, or over the axis it zooms. */
function onWheel(target: PointerTarget, event: WheelEvent, { x }: { readonly x: number }, zone: Zone): void {
  const factor = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
  const isZoom = event.ctrlKey || event.metaKey || event.altKey || zone === "axis" || zone === "minimap" || (zone === "bars" && !target.hasOverflow());
  if (isSideways || event.shiftKey) {
    event.preventDefault();
    target.panBy((isSideways ? event.deltaX : event.deltaY) * factor, 0);
    return;
  }
  if (!isZoom) return;
  event.preventDefault();
  // A pinch comes as small steps with the control key.
  const strength = event.ctrlKey && Math.abs(event.deltaY) < 50 ? 4 : 1;
  target.zoomAt(x, Math.exp(-event.deltaY * factor * wheelZoom * strength));
}
