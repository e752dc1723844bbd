/** What hands do on the graph: a wheel zooms, a drag moves, a click chooses. */
interface Point {
  readonly x: number;
  readonly y: number;
}

export interface GraphPointerTarget {
  readonly element: HTMLElement;
  zoomAt(point: Point, factor: number): void;
  panBy(x: number, y: number): void;
  hover(point: Point | undefined): void;
  click(point: Point): void;
  doubleClick(point: Point): void;
}

const dragFrom = 4;

export function listenToGraphPointer(target: GraphPointerTarget): void {
  const { element } = target;
  const pointOf = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const factor = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (event.shiftKey) return target.panBy((event.deltaX || event.deltaY) * factor, 0);
      // A pinch comes as small steps with the control key.
      target.zoomAt(pointOf(event), Math.exp(-event.deltaY * factor * (event.ctrlKey && Math.abs(event.deltaY) < 50 ? 0.01 : 0.002)));
    },
    { passive: false },
  );
  element.addEventListener("pointermove", (event) => {
    if (event.buttons === 0) target.hover(pointOf(event));
  });
  element.addEventListener("pointerleave", () => target.hover(undefined));
  element.addEventListener("dblclick", (event) => target.doubleClick(pointOf(event)));
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const start = pointOf(event);
    let last = start;
    let isDragging = false;
    element.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => {
      const point = pointOf(moved);
      isDragging ||= Math.hypot(point.x - start.x, point.y - start.y) > dragFrom;
      if (isDragging) target.panBy(last.x - point.x, last.y - point.y);
      last = point;
    };
    element.addEventListener("pointermove", move);
    element.addEventListener(
      "lostpointercapture",
      () => {
        element.removeEventListener("pointermove", move);
        if (!isDragging) target.click(start);
      },
      { once: true },
    );
  });
}
