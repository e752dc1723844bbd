import type { FrameLocator, Locator } from "playwright-core";
import type { EditorWindow } from "./editor-window.ts";

/** The view of runs in the side panel or in a tab: its table, which a screen reader reads, stands for what the canvas shows. */
export class RunView {
  readonly frame: FrameLocator;

  private constructor(frame: FrameLocator) {
    this.frame = frame;
  }

  static async of(window: EditorWindow): Promise<RunView> {
    return new RunView(await window.webview("main.view"));
  }

  /** What is said of each row in sight, from top to bottom; durations, which differ from run to run, as `<time>`. */
  async rows(): Promise<readonly string[]> {
    const rows = await this.frame.locator(".treegrid-row").all();
    const placed = await Promise.all(rows.map(async (row) => [Number(await row.getAttribute("data-index")), (await row.getAttribute("aria-label")) ?? ""] as const));
    return placed.sort(([a], [b]) => a - b).map(([, label]) => withoutTimes(label));
  }

  /** The name of a row, on the canvas under it. */
  row(name: string): Locator {
    return this.frame.locator(`.treegrid-row[aria-label^="${name},"]`);
  }

  /** Selects a row as the keyboard does. */
  async select(name: string): Promise<void> {
    await this.row(name).focus();
    await this.row(name).press("Enter");
  }

  /** A node of the graph, by a part of what is said of it. */
  graphNode(name: string | RegExp): Locator {
    return this.frame.locator(".graph-list [role=option]", { hasText: name }).first();
  }

  /** What is said of each node of the graph. */
  async graphNodes(): Promise<readonly string[]> {
    return (await this.frame.locator(".graph-list [role=option]").allInnerTexts()).map(withoutTimes);
  }

  get inspector(): Locator {
    return this.frame.locator(".inspector");
  }

  /** Rows of the list of runs. */
  get runs(): Locator {
    return this.frame.locator(".run-row");
  }

  /** Lines of the log in sight: who logged, and what. */
  async logLines(): Promise<readonly string[]> {
    const rows = await this.frame.locator(".log-row").all();
    return await Promise.all(rows.map(async (row) => (await row.locator(".log-source, .log-text").allInnerTexts()).join(" ")));
  }

  async openTab(label: string): Promise<void> {
    await this.frame.getByRole("tab", { name: label }).click();
  }

  /** How many different colours the timeline has on its canvas: two when nothing but the ground and its lines is drawn. */
  async colors(): Promise<number> {
    return await this.frame.locator("canvas").first().evaluate(countColors);
  }
}

function withoutTimes(words: string): string {
  return words.replace(/\b[\d.]+ ?(?:µs|ms|s)\b/g, "<time>");
}

/** Runs in the page. */
function countColors(element: unknown): number {
  interface Canvas {
    readonly width: number;
    readonly height: number;
    getContext(kind: "2d"): { getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray } };
  }
  const canvas = element as Canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}
