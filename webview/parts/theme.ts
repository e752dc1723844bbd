/** The colours and fonts of the editor's theme, for canvases: read from its variables, again whenever they change. */
import { Emitter } from "../model/emitter.ts";
import type { Disposable } from "../timers.ts";

export interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly dim: string;
  readonly line: string;
  readonly hover: string;
  readonly selected: string;
  readonly selectedInactive: string;
  readonly selectedForeground: string;
  readonly focus: string;
  readonly passed: string;
  readonly failed: string;
  readonly errored: string;
  readonly queued: string;
  readonly skipped: string;
  readonly running: string;
  readonly retry: string;
  readonly paused: string;
  readonly debugged: string;
  readonly accent: string;
  /** In high contrast, what has an area has an outline of this colour too. */
  readonly outline: string | null;
  readonly fontFamily: string;
  readonly fontSize: number;
}

export class Theme implements Disposable {
  readonly changed = new Emitter<Palette>();
  readonly #observer: MutationObserver;
  #palette: Palette;

  constructor() {
    this.#palette = readPalette();
    this.#observer = new MutationObserver(() => {
      this.#palette = readPalette();
      this.changed.emit(this.#palette);
    });
    const attributes = { attributes: true, attributeFilter: ["class", "style", "data-vscode-theme-id", "data-kind"] };
    this.#observer.observe(document.documentElement, attributes);
    this.#observer.observe(document.body, attributes);
  }

  get palette(): Palette {
    return this.#palette;
  }

  dispose(): void {
    this.#observer.disconnect();
  }
}

/** Whether movement that nobody asked for should be left out. */
export function prefersStillness(): boolean {
  return document.body.classList.contains("vscode-reduce-motion") || matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  // The first variable that the theme has; every theme of VS Code has the last.
  const first = (...names: readonly string[]): string => names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== "") ?? "gray";
  const isHighContrast = document.body.classList.contains("vscode-high-contrast") || document.body.classList.contains("vscode-high-contrast-light");
  const foreground = first("foreground", "editor-foreground");
  return {
    background: style.getPropertyValue("--millrace-background").trim() || first("sideBar-background", "editor-background"),
    foreground,
    dim: first("descriptionForeground", "foreground"),
    line: first("tree-inactiveIndentGuidesStroke", "editorWidget-border", "contrastBorder", "foreground"),
    hover: first("list-hoverBackground", "toolbar-hoverBackground", "editor-background"),
    selected: first("list-activeSelectionBackground", "list-inactiveSelectionBackground", "editor-background"),
    selectedInactive: first("list-inactiveSelectionBackground", "list-activeSelectionBackground", "editor-background"),
    selectedForeground: first("list-activeSelectionForeground", "foreground"),
    focus: first("focusBorder", "contrastActiveBorder", "foreground"),
    passed: first("testing-iconPassed", "charts-green", "foreground"),
    failed: first("testing-iconFailed", "charts-red", "errorForeground", "foreground"),
    errored: first("testing-iconErrored", "charts-red", "errorForeground", "foreground"),
    queued: first("testing-iconQueued", "charts-yellow", "foreground"),
    skipped: first("testing-iconSkipped", "disabledForeground", "foreground"),
    running: first("charts-blue", "progressBar-background", "foreground"),
    // Not charts-orange: the default dark theme has it seen through, high contrast not at all.
    retry: first("charts-yellow", "editorWarning-foreground", "foreground"),
    paused: first("charts-purple", "debugIcon-pauseForeground", "foreground"),
    debugged: first("debugIcon-pauseForeground", "charts-blue", "foreground"),
    accent: first("focusBorder", "foreground"),
    outline: isHighContrast ? foreground : null,
    fontFamily: first("font-family") === "gray" ? "sans-serif" : first("font-family"),
    fontSize: Number.parseFloat(first("font-size")) || 13,
  };
}
