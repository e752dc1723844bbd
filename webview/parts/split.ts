/** Two panes and a sash between them, which is dragged or moved with the arrow keys. */
import { make, setAttributes } from "./dom.ts";

export interface SashOptions {
  readonly label: string;
  /** The size of the pane before the sash grows to the right or down; that of the pane behind it the other way. */
  readonly axis: "x" | "y";
  readonly sized: "before" | "behind";
  readonly least: number;
  /** Pixels at present. */
  readonly size: () => number;
  readonly most: () => number;
  readonly onResize: (size: number) => void;
}

const keyStep = 16;

export function sash(options: SashOptions): HTMLElement {
  const { axis, sized, label } = options;
  const element = make("div", { class: `sash sash-${axis}`, role: "separator", tabindex: 0, "aria-label": label, "aria-orientation": axis === "x" ? "vertical" : "horizontal" });
  const direction = sized === "before" ? 1 : -1;
  const resize = (size: number): void => {
    const bounded = Math.round(Math.min(Math.max(size, options.least), Math.max(options.least, options.most())));
    setAttributes(element, { "aria-valuenow": bounded });
    options.onResize(bounded);
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    const start = axis === "x" ? event.clientX : event.clientY;
    const size = options.size();
    const move = (moved: PointerEvent): void => resize(size + ((axis === "x" ? moved.clientX : moved.clientY) - start) * direction);
    const stop = (): void => {
      element.removeEventListener("pointermove", move);
      element.classList.remove("active");
    };
    element.classList.add("active");
    element.addEventListener("pointermove", move);
    element.addEventListener("lostpointercapture", stop, { once: true });
  });
  element.addEventListener("keydown", ({ key }) => {
    const towards = axis === "x" ? { ArrowRight: 1, ArrowLeft: -1 }[key] : { ArrowDown: 1, ArrowUp: -1 }[key];
    if (towards !== undefined) resize(options.size() + towards * direction * keyStep);
  });
  return element;
}
