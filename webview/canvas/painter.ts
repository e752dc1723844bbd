/** The brush of a canvas: what every drawing of ours needs. Coordinates are CSS pixels. */
import type { Palette } from "../parts/theme.ts";

export interface Painter {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
  /** Text cut to a width, with an ellipsis; measured once. */
  readonly fitted: (text: string, width: number) => string;
  /** A fill of slanted lines in a colour; `isCrossed` in both directions. */
  readonly hatch: (color: string, isCrossed: boolean) => CanvasPattern | string;
  /** The character of a codicon. */
  readonly glyph: (iconName: string) => string;
}

export const textFont = ({ fontSize, fontFamily }: Palette, weight = "normal"): string => `${weight} ${fontSize}px ${fontFamily}`;
export const smallFont = ({ fontSize, fontFamily }: Palette): string => `${Math.max(10, fontSize - 2)}px ${fontFamily}`;
export const iconFont = (size = 16): string => `${size}px codicon`;

/** Owns a canvas: its size in device pixels, its measures of text, its patterns. */
export class Brush {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #widths = new Map<string, number>();
  readonly #patterns = new Map<string, CanvasPattern | string>();
  readonly #glyphs = new Map<string, string>();
  #width = 0;
  #height = 0;
  #ratio = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new TypeError("This page has no 2D canvas, so that nothing can be drawn.");
    this.#context = context;
  }

  resize(width: number, height: number): void {
    const ratio = window.devicePixelRatio;
    if (width === this.#width && height === this.#height && ratio === this.#ratio) return;
    if (ratio !== this.#ratio) this.#patterns.clear();
    [this.#width, this.#height, this.#ratio] = [width, height, ratio];
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
  }

  /** After a change of theme. */
  forget(): void {
    this.#widths.clear();
    this.#patterns.clear();
  }

  /** A clean canvas to paint on. */
  begin(palette: Palette): Painter {
    const context = this.#context;
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = palette.background;
    context.fillRect(0, 0, this.#width, this.#height);
    context.textBaseline = "middle";
    context.textAlign = "left";
    return {
      context,
      palette,
      width: this.#width,
      height: this.#height,
      fitted: (text, width) => this.#fit(text, width),
      hatch: (color, isCrossed) => this.#hatch(color, isCrossed),
      glyph: (iconName) => this.#glyph(iconName),
    };
  }

  #fit(text: string, width: number): string {
    if (width <= 8) return "";
    const full = this.#measure(text);
    if (full <= width) return text;
    // The number at the end of a default name is what tells one from the next.
    const end = `…${/-\d+$/.exec(text)?.[0] ?? ""}`;
    const room = width - this.#measure(end);
    // As if all letters were alike, then letter by letter.
    let length = Math.max(0, Math.min(text.length, Math.floor((room / full) * text.length) + 1));
    while (length > 0 && this.#measure(text.slice(0, length)) > room) length -= 1;
    return length === 0 ? "" : `${text.slice(0, length)}${end}`;
  }

  #measure(text: string): number {
    const key = `${this.#context.font}\n${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      if (this.#widths.size > 20_000) this.#widths.clear();
      width = this.#context.measureText(text).width;
      this.#widths.set(key, width);
    }
    return width;
  }

  #glyph(iconName: string): string {
    let glyph = this.#glyphs.get(iconName);
    if (glyph === undefined) {
      glyph = readGlyph(iconName);
      if (glyph !== "") this.#glyphs.set(iconName, glyph);
    }
    return glyph;
  }

  #hatch(color: string, isCrossed: boolean): CanvasPattern | string {
    const key = `${color} ${isCrossed}`;
    let pattern = this.#patterns.get(key);
    if (pattern === undefined) {
      pattern = makeHatch(this.#context, color, isCrossed, this.#ratio) ?? color;
      this.#patterns.set(key, pattern);
    }
    return pattern;
  }
}

/** As the style sheet of the codicons names it. */
function readGlyph(iconName: string): string {
  const probe = document.createElement("span");
  probe.className = `codicon codicon-${iconName}`;
  document.body.append(probe);
  const { content } = getComputedStyle(probe, "::before");
  probe.remove();
  return content === "none" ? "" : content.replace(/^["']|["']$/g, "");
}

function makeHatch(target: CanvasRenderingContext2D, color: string, isCrossed: boolean, ratio: number): CanvasPattern | null {
  const size = Math.round(5 * ratio);
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const context = tile.getContext("2d");
  if (context === null) return null;
  context.strokeStyle = color;
  context.lineWidth = 1.4 * ratio;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
    if (!isCrossed) continue;
    context.moveTo(shift, 0);
    context.lineTo(shift + size, size);
  }
  context.stroke();
  const pattern = target.createPattern(tile, "repeat");
  // The tile is in device pixels.
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}
